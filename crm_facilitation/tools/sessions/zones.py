"""Time zones by name, also by names that this machine does not know."""

from datetime import timezone, tzinfo
from zoneinfo import ZoneInfo


def find_zone(name: str) -> tzinfo | None:
    """The zone called ``name``, None where the machine knows none of that name.

    Old names as US/Pacific are in a package of their own (tzdata-legacy), which many machines lack.

    >>> find_zone("Europe/Berlin")
    zoneinfo.ZoneInfo(key='Europe/Berlin')
    >>> find_zone("Nowhere/Land"), find_zone("")
    (None, None)
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def zone_or_utc(name: str) -> tzinfo:
    """The zone called ``name``; UTC in place of one that the machine does not know.

    >>> zone_or_utc("Nowhere/Land")
    datetime.timezone.utc
    """
    return find_zone(name) or timezone.utc
