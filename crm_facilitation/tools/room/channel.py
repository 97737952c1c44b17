"""Keys by which a page hears of changes in its session. A websocket has no cookie of a guest: the state gives the key.

A key names the session and who was given it, is signed, and is good for the day it was made on and the next one.
"""

import hashlib
import hmac
from datetime import date, timedelta
from typing import NamedTuple

PREFIX = "crm_facilitation.room:"


class Channel(NamedTuple):
    """What a key says.

    :ivar session: the session's id
    :ivar kind: ``participant``, ``user`` (a facilitator who takes no part) or ``projector``
    :ivar number: the id of the participant or account, 0 for the projector
    :ivar generation: of the participant's link or the projector's key: a new one ends the channels of the one before
    """

    session: int
    kind: str
    number: int
    generation: int


def channel_key(secret: str, channel: Channel, day: date) -> str:
    """The key of ``channel``, made on ``day``; the same all day long.

    >>> key = channel_key("secret", Channel(7, "participant", 12, 1), date(2026, 1, 31))
    >>> key[:48]
    'crm_facilitation.room:7:participant:12:1:739647:'
    """
    said = f"{PREFIX}{':'.join(map(str, channel))}:{day.toordinal()}"
    return f"{said}:{_sign(secret, said)}"


def read_channel_key(secret: str, key: str, today: date) -> Channel | None:
    """What ``key`` says; None when it is not ours, was changed, or is of an earlier day.

    >>> key = channel_key("secret", Channel(7, "participant", 12, 1), date(2026, 1, 31))
    >>> read_channel_key("secret", key, date(2026, 2, 1))
    Channel(session=7, kind='participant', number=12, generation=1)
    >>> read_channel_key("secret", key, date(2026, 2, 2)), read_channel_key("other", key, date(2026, 1, 31))
    (None, None)
    >>> read_channel_key("secret", key.replace(":12:", ":13:"), date(2026, 1, 31)), read_channel_key("secret", PREFIX, date.today())
    (None, None)
    """
    said, _colon, signature = key.rpartition(":")
    if not hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), _sign(secret, said).encode()):
        return None
    session, kind, number, generation, day = said.removeprefix(PREFIX).split(":")
    if date.fromordinal(int(day)) not in (today, today - timedelta(days=1)):
        return None
    return Channel(int(session), kind, int(number), int(generation))


def _sign(secret, said):
    return hmac.new(secret.encode(), b"channel:" + said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
