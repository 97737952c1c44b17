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
from collections.abc import Container, Mapping

SECRET_PREFIX = "secret:"
# the language in which Odoo keeps the source of every translated text
SOURCE = "en_US"
_SECRET_WORD = re.compile(
    r"pass(word|wd|phrase)?|secret|token|api[._-]?key|private|credential|salt|uuid|signature|webhook", re.I
)
_ADDRESS_PASSWORD = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")
# what follows the name of a secret in an address, a header or a piece of code
_CREDENTIALS = re.compile(r"\b(?:Basic|Bearer)\s+(?!secret:)[A-Za-z0-9+/=._~-]{4,}")
_NAMED_SECRET = re.compile(
    r"((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[._-]?key)\b[\"\']?\s*(?:=|:)\s*)"
    r"(\"[^\"\n]+\"|\'[^\'\n]+\'|[^\s\"\'&<>,;)}\]]+)",
    re.I,
)
_HINT = re.compile(r"pass|pwd|secret|token|api.?key", re.I)
SHORTEST_TOKEN = 20
# a run of characters as in keys and tokens
_RUN = re.compile(rf"[A-Za-z0-9_+=-]{{{SHORTEST_TOKEN},}}")
_RUN_CHARACTERS = bytes(48 if chr(n).isascii() and (chr(n).isalnum() or chr(n) in "_+=-") else 32 for n in range(256))
_MASKED = re.compile(rf"{SECRET_PREFIX}[0-9a-f]{{12}}")
_SEALED = re.compile(rf"{SECRET_PREFIX}[0-9a-f]{{64}}")
_HEXADECIMAL = re.compile(r"[0-9a-f-]{32,}", re.I)
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


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


def seal(value: object, salt: str) -> str:
    """Keyed hash of a value that is never kept as text, however harmless: of what :func:`redact` leaves of it.

    So a value that was kept redacted before can be sealed too, and still be compared with the real one.

    >>> code = "headers = {'X-Auth': 'Zq8rT2mKc91LpVx04Bd7'}"
    >>> seal(code, "a") == seal(redact(code, "a"), "a")
    True
    >>> seal(seal(code, "a"), "a") == seal(code, "a"), seal("", "a")
    (True, '')
    """
    return value if is_sealed(value) else mask(redact(value, salt), salt)


def is_sealed(value: object) -> bool:
    """Whether the value is a keyed hash already, all of it.

    >>> is_sealed(mask("hunter2", "a")), is_sealed("hunter2")
    (True, False)
    """
    return isinstance(value, str) and bool(_SEALED.fullmatch(value))


def redact(value: object, salt: str) -> object:
    """The value with every token inside its texts replaced by the beginning of its keyed hash.

    A token is a password in an address, 32 or more hexadecimal digits, or 20 or more letters and digits of which some
    are capitals, some small and some digits: names of fields, classes and styles are none of that. What an address, a
    header or a piece of code gives as a password, key or token is one however short it is.

    >>> redact("headers = {'X-Auth': 'Zq8rT2mKc91LpVx04Bd7'}", "a")
    "headers = {'X-Auth': 'secret:4004cbee643d'}"
    >>> redact("postgres://bob:hunter2@db/crm", "a").startswith("postgres://secret:")
    True
    >>> redact({"arch": "<field name='activity_exception_decoration' class='o_field_many2one_avatar_user'/>"}, "a")
    {'arch': "<field name='activity_exception_decoration' class='o_field_many2one_avatar_user'/>"}
    >>> redact("https://host/in?apikey=7f3a&lang=en", "a").endswith("&lang=en")
    True
    >>> all(redact(text, "a") == redact(redact(text, "a"), "a") for text in ("p://b:c@d", "Basic Yg==Yg", "pin: 1234 secret: a"))
    True
    >>> "7f3a" in redact("https://host/in?apikey=7f3a&lang=en", "a"), "Ym9i" in redact("Basic Ym9iOjEyMw==", "a")
    (False, False)
    """
    if isinstance(value, str):
        return _redact_text(value, salt)
    if isinstance(value, Mapping):
        return {key: redact(part, salt) for key, part in value.items()}
    return [redact(part, salt) for part in value] if isinstance(value, list) else value


def keepable(
    values: Mapping[str, object], secret: Container[str], sealed: Container[str], salt: str
) -> dict[str, object]:
    """``values`` as they may be kept; of what is kept already, itself.

    :param secret: names whose values are masked, see :func:`mask`
    :param sealed: names of which nothing but a hash is kept, see :func:`seal`; all others are redacted, see :func:`redact`

    >>> kept = keepable({"name": "Won", "password": "x", "code": "y"}, {"password"}, {"code"}, "a")
    >>> kept["name"], "x" in kept["password"], "y" in kept["code"]
    ('Won', False, False)
    >>> keepable(kept, {"password"}, {"code"}, "a") == kept
    True
    """

    def keep(name: str, value: object) -> object:
        if name in secret:
            return value if is_sealed(value) else mask(value, salt)
        return seal(value, salt) if name in sealed else redact(value, salt)

    return {name: keep(name, value) for name, value in values.items()}


def _redact_text(text: str, salt: str) -> str:
    if "://" in text:
        text = _ADDRESS_PASSWORD.sub(lambda found: _short_mask(found[0], salt), text)
    # most texts have no run as long as that: this finds out twenty times faster than the expression
    if len(text) >= SHORTEST_TOKEN and b"0" * SHORTEST_TOKEN in text.encode().translate(_RUN_CHARACTERS):
        text = _RUN.sub(lambda found: _redact_token(found[0], salt), text)
    return _redact_named(text, salt)


def _redact_named(text: str, salt: str) -> str:
    # the expressions are slow, and most texts have nothing of what they begin with
    if "Basic" in text or "Bearer" in text:
        text = _CREDENTIALS.sub(lambda found: _short_mask(found[0], salt), text)
    if ("=" in text or ":" in text) and _HINT.search(text):
        text = _NAMED_SECRET.sub(lambda found: found[1] + _keep_or_mask(found[1], found[2], salt), text)
    return text


def _keep_or_mask(name: str, text: str, salt: str) -> str:
    # a switch of a field or view is no secret, and what is masked already stays
    bare = text.strip("\"'")
    if _MASKED.fullmatch(f"{name}{bare}"[-len(SECRET_PREFIX) - 12 :]) or bare.startswith(SECRET_PREFIX):
        return text
    if bare.lower() in ("1", "0", "true", "false", "none", "null"):
        return text
    return _short_mask(text, salt)


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
    return _CANONICAL.encode(value)


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

    :param touched: whether the record was written since; where it was not, no translation is a change: Odoo loads them
        past the records. A language that the value had not before is none either way, as long as its other languages
        stay: it is a translation of what was there.

    >>> changed_fields({"name": "New", "fold": False}, {"name": "Fresh", "fold": False})
    ['name']
    >>> changed_fields({"name": {"en_US": "New"}}, {"name": {"en_US": "New", "ru_RU": "Новый"}}, touched=False)
    []
    >>> changed_fields({"name": {"en_US": "New"}}, {"name": {"en_US": "New", "ru_RU": "Новый"}})
    []
    >>> old, new = {"name": {"en_US": "New", "ru_RU": "Новый"}}, {"name": {"en_US": "New", "ru_RU": "Свежий"}}
    >>> changed_fields(old, new), changed_fields(old, new, touched=False)
    (['name'], [])
    >>> changed_fields({"name": "New"}, {"name": "New", "watched_later": 1})
    []
    """
    names = sorted(set(before) & set(after))
    return [name for name in names if not _same(before[name], after[name], touched)]


def _same(before: object, after: object, touched: bool) -> bool:
    if isinstance(before, Mapping) and isinstance(after, Mapping) and SOURCE in before and SOURCE in after:
        kept = before if touched else (SOURCE,)
        return all(after.get(language) == before[language] for language in kept if _is_shown(language))
    return before == after


def _is_shown(language: str) -> bool:
    """Whether it is a language, and not the marker of a translation that waits to be confirmed."""
    return not language.startswith("_")


def extended(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """The baseline on the fields that are watched today: what was not watched then is taken as it is now.

    >>> extended({"name": "New", "dropped": 1}, {"name": "Fresh", "fold": True})
    {'name': 'New', 'fold': True}
    """
    return {name: before.get(name, value) if name in before else value for name, value in after.items()}
