"""Fingerprints of configuration records: what is compared, what is kept, what is never kept.

A record is read as ``{field: value}`` with values of JSON types. Before anything is stored, the values of secret
fields are replaced by a keyed hash (HMAC-SHA-256 with a salt of this database): that a secret changed can be seen,
what it was cannot. The fingerprint is the SHA-256 of the canonical JSON of what is left.
"""

import difflib
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

SECRET_PREFIX = "secret:"
_SECRET_WORD = re.compile(
    r"pass(word|wd|phrase)?|secret|token|api[._-]?key|private|credential|salt|uuid|signature", re.I
)


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
    """Names of the fields whose values differ, sorted.

    :param touched: whether the record was written since; where it was not, a translation that was loaded on top
        (languages that the value had not before) is no change

    >>> changed_fields({"name": "New", "fold": False}, {"name": "Fresh", "fold": False})
    ['name']
    >>> changed_fields({"name": {"en_US": "New"}}, {"name": {"en_US": "New", "ru_RU": "Новый"}}, touched=False)
    []
    """
    names = sorted(set(before) | set(after))
    return [name for name in names if not _same(before.get(name), after.get(name), touched)]


def _same(before: object, after: object, touched: bool) -> bool:
    if not touched and isinstance(before, Mapping) and isinstance(after, Mapping):
        return all(after.get(language) == value for language, value in before.items())
    return before == after


def difference(before: Mapping[str, object], after: Mapping[str, object], touched: bool = True) -> str:
    """What changed, for a person to read: one block per field, long texts (arch, code) line by line.

    >>> print(difference({"name": "New"}, {"name": "Fresh"}))
    name: New → Fresh
    >>> print(difference({"arch": "<a>\\n<b/>\\n</a>"}, {"arch": "<a>\\n<c/>\\n</a>"}))
    arch:
      <a>
    - <b/>
    + <c/>
      </a>
    >>> print(difference({"value": "secret:1"}, {"value": "secret:2"}))
    value: (secret, changed)
    """
    return "\n".join(
        _field_difference(name, before.get(name), after.get(name)) for name in changed_fields(before, after, touched)
    )


def _field_difference(name: str, before: object, after: object) -> str:
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = _as_mapping(before), _as_mapping(after)
        parts = [key for key in sorted(set(old) | set(new)) if old.get(key) != new.get(key)]
        return "\n".join(_field_difference(f"{name} [{key}]", old.get(key), new.get(key)) for key in parts)
    old, new = _as_text(before), _as_text(after)
    if old.startswith(SECRET_PREFIX) or new.startswith(SECRET_PREFIX):
        return f"{name}: (secret, changed)"
    if "\n" not in old + new:
        return f"{name}: {old or '∅'} → {new or '∅'}"
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    body = [f"{line[0]} {line[1:]}" for line in lines if not line.startswith(("---", "+++", "@@"))]
    return "\n".join([f"{name}:", *body])


def _as_mapping(value: object) -> Mapping:
    return value if isinstance(value, Mapping) else {"": value} if value else {}


def _as_text(value: object) -> str:
    if value in (None, False):
        return ""
    return value if isinstance(value, str) else canonical(value)


@dataclass(frozen=True)
class Work:
    """That somebody had a task in progress.

    :param end: None while it still is
    :param models: technical names of the models the task is about
    """

    task: int
    user: int
    start: datetime
    end: datetime | None = None
    models: frozenset[str] = frozenset()


def likely_task(works: Iterable[Work], user: int, at: datetime, model: str) -> int | None:
    """The task that ``user`` most likely worked on when they changed a record of ``model`` at ``at``.

    Of the tasks in progress then, one about that model goes first, then the one begun last.

    >>> morning, noon, evening = (datetime(2026, 3, 2, hour) for hour in (9, 12, 18))
    >>> works = [Work(1, 7, morning), Work(2, 7, noon), Work(3, 8, noon)]
    >>> likely_task(works, 7, evening, "crm.stage"), likely_task(works, 7, morning, "crm.stage")
    (2, 1)
    >>> likely_task([*works, Work(4, 7, morning, evening, frozenset({"crm.stage"}))], 7, evening, "crm.stage")
    4
    >>> likely_task(works, 9, noon, "crm.stage") is None
    True
    """
    running = [w for w in works if w.user == user and w.start <= at and (w.end is None or at <= w.end)]
    best = max(running, key=lambda w: (model in w.models, w.start, w.task), default=None)
    return best.task if best else None
