"""Before and after, for a person to read: short values side by side, long texts (arch, code) line by line."""

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .fingerprint import SECRET_PREFIX

NOTHING = "∅"


@dataclass(frozen=True)
class Change:
    """What happened to one field.

    :param lines: ``(sign, text)`` with sign ``-`` gone, ``+`` come, a blank for what stayed around it
    """

    name: str
    lines: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        if len(self.lines) == 2 and [sign for sign, _text in self.lines] == ["-", "+"]:
            return f"{self.name}: {self.lines[0][1]} → {self.lines[1][1]}"
        if len(self.lines) == 1 and self.lines[0][0] == " ":
            return f"{self.name}: {self.lines[0][1]}"
        return "\n".join([f"{self.name}:", *(f"{sign} {text}" for sign, text in self.lines)])


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """What changed, as text: one block per field.

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
    >>> difference({}, {"value": "secret:1"}) == difference({"value": "secret:1"}, {}) == "value: (secret, changed)"
    True
    """
    return "\n".join(map(str, changes(before, after)))


def changes(
    before: Mapping[str, object],
    after: Mapping[str, object],
    languages: Sequence[str] = ("en_US",),
    secret: str = "(secret, changed)",
) -> list[Change]:
    """What changed, field by field in the order of the names.

    :param languages: of a value in several languages the first of these that changed is shown, or all that did
    :param secret: what to say of a secret

    >>> changes({"name": {"en_US": "New", "ru_RU": "Новый"}}, {"name": {"en_US": "Fresh", "ru_RU": "Свежий"}})
    [Change(name='name', lines=(('-', 'New'), ('+', 'Fresh')))]
    >>> [change.name for change in changes({"name": {"en_US": "A"}}, {"name": {"en_US": "A", "ru_RU": "Б"}})]
    ['name [ru_RU]']
    """
    found = []
    for name in sorted(set(before) | set(after)):
        old, new = before.get(name), after.get(name)
        if old != new:
            pairs = _by_language(name, old, new, languages)
            found += [Change(label, _lines(was, now, secret)) for label, was, now in pairs]
    return found


def _by_language(name: str, old: object, new: object, languages: Sequence[str]) -> list[tuple[str, object, object]]:
    parts = [value for value in (old, new) if value]
    if not parts or not all(isinstance(value, Mapping) and all(_is_language(key) for key in value) for value in parts):
        return [(name, old, new)]
    old, new = old or {}, new or {}
    changed = [key for key in sorted(set(old) | set(new)) if old.get(key) != new.get(key)]
    first = next((language for language in languages if language in changed), None)
    if first:
        return [(name, old.get(first), new.get(first))]
    return [(f"{name} [{key}]", old.get(key), new.get(key)) for key in changed]


def _is_language(key: str) -> bool:
    """Whether a key is a language code, or the marker of a translation that waits to be confirmed.

    >>> _is_language("en_US"), _is_language("sr@latin"), _is_language("_pt_BR"), _is_language("team")
    (True, True, True, False)
    """
    bare = key.lstrip("_")
    return len(bare) >= 2 and bare[:2].islower() and (len(bare) == 2 or bare[2:3] in "_@" or bare[3:4] == "_")


def _lines(before: object, after: object, secret: str) -> tuple[tuple[str, str], ...]:
    old, new = _as_text(before), _as_text(after)
    if old.startswith(SECRET_PREFIX) or new.startswith(SECRET_PREFIX):
        return ((" ", secret),)
    if "\n" not in old + new:
        return (("-", old or NOTHING), ("+", new or NOTHING))
    delta = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    return tuple((line[0], line[1:]) for line in delta if not line.startswith(("---", "+++", "@@")))


def _as_text(value: object) -> str:
    """What is shown of a value; nothing of what is empty.

    >>> _as_text(False), _as_text(True), _as_text(0), _as_text("b"), _as_text(["b"])
    ('', 'true', '', 'b', '["b"]')
    """
    if value in (None, False, [], {}):
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str, indent=1 if _is_nested(value) else None)


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(part, Mapping) for part in value))
