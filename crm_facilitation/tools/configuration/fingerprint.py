"""Fingerprints of configuration records: what is compared, what is kept, what is never kept.

A record is read as ``{field: value}`` with values of JSON types. Before anything is stored, the values of secret
fields, and what looks like a token inside any text, are replaced by a keyed hash (HMAC-SHA-256 with a salt of this
database): that a secret changed can be seen, what it was cannot. The fingerprint is the SHA-256 of the canonical JSON
of what is left.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

SECRET_PREFIX = "secret:"
_SECRET_WORD = re.compile(
    r"pass(word|wd|phrase)?|secret|token|api[._-]?key|private|credential|salt|uuid|signature|webhook", re.I
)
_ADDRESS_PASSWORD = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")
SHORTEST_TOKEN = 20
# a run of characters as in keys and tokens
_RUN = re.compile(rf"[A-Za-z0-9_+=-]{{{SHORTEST_TOKEN},}}")
_RUN_CHARACTERS = bytes(48 if chr(n).isascii() and (chr(n).isalnum() or chr(n) in "_+=-") else 32 for n in range(256))
_HEXADECIMAL = re.compile(r"[0-9a-f-]{32,}", re.I)


def looks_secret(name: str) -> bool:
    """Whether a parameter or field of this name is treated as secret.

    >>> looks_secret("mail.smtp_password"), looks_secret("database.secret"), looks_secret("google.api_key")
    (True, True, True)
    >>> looks_secret("crm.pls_start_date")
    False
    """
    return bool(_SECRET_WORD.search(name)) or name.lower().endswith(("key", "_pwd"))


def mask(value: object, salt: str) -> str:
    """Keyed hash of a secret value; empty values stay visible as empty.

    >>> mask("hunter2", "a") == mask("hunter2", "a"), mask("hunter2", "a") == mask("hunter2", "b")
    (True, False)
    >>> "hunter2" in mask("hunter2", "a")
    False
    >>> mask(None, "a")
    ''
    """
    if value in (None, False, ""):
        return ""
    digest = hmac.new(salt.encode(), canonical(value).encode(), hashlib.sha256).hexdigest()
    return SECRET_PREFIX + digest


def redact(value: object, salt: str) -> object:
    """The value with every token inside its texts replaced by the beginning of its keyed hash.

    A token is a password in an address, 32 or more hexadecimal digits, or 20 or more letters and digits of which some
    are capitals, some small and some digits: names of fields, classes and styles are none of that.

    >>> redact("headers = {'X-Auth': 'Zq8rT2mKc91LpVx04Bd7'}", "a")
    "headers = {'X-Auth': 'secret:4004cbee643d'}"
    >>> redact("postgres://bob:hunter2@db/crm", "a").startswith("postgres://secret:")
    True
    >>> redact({"arch": "<field name='activity_exception_decoration' class='o_field_many2one_avatar_user'/>"}, "a")
    {'arch': "<field name='activity_exception_decoration' class='o_field_many2one_avatar_user'/>"}
    """
    if isinstance(value, str):
        return _redact_text(value, salt)
    if isinstance(value, Mapping):
        return {key: redact(part, salt) for key, part in value.items()}
    return [redact(part, salt) for part in value] if isinstance(value, list) else value


def _redact_text(text: str, salt: str) -> str:
    if "://" in text:
        text = _ADDRESS_PASSWORD.sub(lambda found: _short_mask(found[0], salt), text)
    # most texts have no run as long as that: this finds out twenty times faster than the expression
    if len(text) < SHORTEST_TOKEN or text.encode().translate(_RUN_CHARACTERS).find(b"0" * SHORTEST_TOKEN) < 0:
        return text
    return _RUN.sub(lambda found: _redact_token(found[0], salt), text)


def _short_mask(text: str, salt: str) -> str:
    return mask(text, salt)[: len(SECRET_PREFIX) + 12]


def _redact_token(text: str, salt: str) -> str:
    mixed = any(map(str.isdigit, text)) and any(map(str.isupper, text)) and any(map(str.islower, text))
    return _short_mask(text, salt) if mixed or _HEXADECIMAL.fullmatch(text) else text


def canonical(value: object) -> str:
    """The one JSON text of a value.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def fingerprint(values: Mapping[str, object]) -> str:
    """SHA-256 (64 hexadecimal digits) of the values, whatever the order of the fields.

    >>> fingerprint({"name": "Won", "fold": True}) == fingerprint({"fold": True, "name": "Won"})
    True
    >>> fingerprint({"name": "Won"}) == fingerprint({"name": "Lost"})
    False
    """
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def changed_fields(before: Mapping[str, object], after: Mapping[str, object], touched: bool = True) -> list[str]:
    """Names of the fields, of those known on both sides, whose values differ; sorted.

    :param touched: whether the record was written since; where it was not, a translation that was loaded on top
        (languages that the value had not before) is no change

    >>> changed_fields({"name": "New", "fold": False}, {"name": "Fresh", "fold": False})
    ['name']
    >>> changed_fields({"name": {"en_US": "New"}}, {"name": {"en_US": "New", "ru_RU": "Новый"}}, touched=False)
    []
    >>> changed_fields({"name": "New"}, {"name": "New", "watched_later": 1})
    []
    """
    names = sorted(set(before) & set(after))
    return [name for name in names if not _same(before[name], after[name], touched)]


def _same(before: object, after: object, touched: bool) -> bool:
    if not touched and isinstance(before, Mapping) and isinstance(after, Mapping):
        return all(after.get(language) == value for language, value in before.items())
    return before == after


def extended(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """The baseline on the fields that are watched today: what was not watched then is taken as it is now.

    >>> extended({"name": "New", "dropped": 1}, {"name": "Fresh", "fold": True})
    {'name': 'New', 'fold': True}
    """
    return {name: before.get(name, value) if name in before else value for name, value in after.items()}
