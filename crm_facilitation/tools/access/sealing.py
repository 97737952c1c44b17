"""What every answer of the guests' addresses says to browsers and search engines, and which addresses these are."""

import re

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
ROOTS = ("/f", "/crm_facilitation/pulse")


def is_sealed(path: str) -> bool:
    """Whether the address ``path`` may hold somebody's key, or show what a key opens.

    >>> is_sealed("/f"), is_sealed("/f/s/1"), is_sealed("/crm_facilitation/pulse/answer"), is_sealed("//f/a")
    (True, True, True, True)
    >>> is_sealed("/forum"), is_sealed("/web/f/s/1"), is_sealed("/crm_facilitation/secrecy")
    (False, False, False)
    """
    parts = "/" + path.lstrip("/")
    return any(parts == root or parts.startswith(f"{root}/") for root in ROOTS)


def may_lead_to_sealed(path: str) -> bool:
    """Whether a part of the address ``path`` is one of these: Odoo takes the language before it off, and redirects.

    >>> may_lead_to_sealed("/en/f/a"), may_lead_to_sealed("/e/ru/f"), may_lead_to_sealed("//ru//crm_facilitation/pulse/a")
    (True, True, True)
    >>> may_lead_to_sealed("/f/a"), may_lead_to_sealed("/en/forum"), may_lead_to_sealed("/en/a/b/c/d/e/f")
    (True, False, True)
    >>> may_lead_to_sealed("/F/a"), may_lead_to_sealed("/ f/a"), may_lead_to_sealed("/f\\\\a")
    (True, True, True)
    """
    # whoever types an address has large letters and blanks in it, and Odoo sends those on too
    parts = [part.strip().lower() for part in re.split(r"[/\\]", path) if part.strip()]
    return any(is_sealed("/".join(parts[first:])) for first in range(len(parts)))
