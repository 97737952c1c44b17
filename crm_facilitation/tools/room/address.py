"""Whether people who are sent a link to this server will be able to open it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

UNREACHABLE, DIFFERS, DATABASES = "unreachable", "differs", "databases"
INSIDE = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test")


def find_doubts(base_url: str, seen_url: str | None, database_count: int) -> list[str]:
    """What speaks against links beginning with ``base_url``; empty where nothing does.

    :param seen_url: the address at which the facilitator has opened this page; None where nobody has opened any
    :param database_count: how many databases the server would offer at that address

    >>> find_doubts("https://crm.example.com", "https://crm.example.com/odoo", 1)
    []
    >>> find_doubts("http://localhost:8069", "https://crm.example.com", 2)
    ['unreachable', 'differs', 'databases']
    >>> find_doubts("https://192.168.1.4", None, 1), find_doubts("https://8.8.8.8", None, 1)
    (['unreachable'], [])
    >>> find_doubts("http://crm.example.com", None, 1), find_doubts("https://odoo", "https://ODOO:443", 1)
    (['unreachable'], ['unreachable'])
    """
    base, seen = urlsplit(base_url), urlsplit(seen_url or base_url)
    doubts = {
        UNREACHABLE: base.scheme != "https" or _is_inside(base.hostname or ""),
        DIFFERS: base.hostname != seen.hostname,
        DATABASES: database_count > 1,
    }
    return [doubt for doubt, holds in doubts.items() if holds]


def _is_inside(host: str) -> bool:
    """Whether the name or number ``host`` leads nowhere from outside the building."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(INSIDE)
