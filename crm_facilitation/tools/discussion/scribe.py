"""What a scribe types or pastes: one need a line, and who said it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A need as it was typed.

    :ivar name: its title
    :ivar who: who said it, in letters; empty where the line does not say
    """

    name: str
    who: str = ""


def read_lines(text: str) -> list[Line]:
    """The needs of a typed or pasted text: a line each, signs of a list taken off, who said it after a tab.

    >>> read_lines("• One list of customers" + chr(9) + "Sales" + chr(13) + chr(10) + chr(10) + "2) No double entry")
    [Line(name='One list of customers', who='Sales'), Line(name='No double entry', who='')]
    """
    lines = []
    for row in text.splitlines():
        title, _tab, who = row.partition("\t")
        title = " ".join(_without_bullet(title.strip()).split())
        if title:
            lines.append(Line(title, " ".join(who.split())))
    return lines


def _without_bullet(title: str) -> str:
    """The title without the sign or number of a list in front of it.

    >>> _without_bullet("- 3 columns"), _without_bullet("12. Sort"), _without_bullet("3 columns"), _without_bullet("1C")
    ('3 columns', 'Sort', '3 columns', '1C')
    >>> [_without_bullet(title) for title in ("-", "• x", "7) two", "x - y", "a. Sort", "12x Sort", "1. 2. three")]
    ['-', 'x', 'two', 'x - y', 'a. Sort', '12x Sort', '2. three']
    """
    first, _space, rest = title.partition(" ")
    is_number = first[:-1].isdigit() and first[-1:] in ".)"
    return rest.strip() if rest and (first in ("-", "*", "•", "–", "—", "·") or is_number) else title


def find_by_prefix(names: Mapping[str, str], typed: str) -> list[str]:
    """Keys of the names that ``typed`` means: one that is just so, else those of which a word begins with it.

    Who is typed in full is meant, whoever else begins so; a person comes before the department after a comma.

    >>> names = {"p1": "Anna Ivanova, Sales", "p2": "Antony Blunt, Service", "d1": "Sales"}
    >>> find_by_prefix(names, "iva"), find_by_prefix(names, "an"), find_by_prefix(names, "sales"), find_by_prefix(names, "sa")
    (['p1'], ['p1', 'p2'], ['d1'], ['d1'])
    >>> find_by_prefix(names, "Anna Ivanova, Sales"), find_by_prefix(names, "nna"), find_by_prefix(names, " ")
    (['p1'], [], [])
    """
    wanted = _fold(typed)
    if not wanted:
        return []
    folded = {key: _fold(name.rpartition(", ")[0] or name) for key, name in names.items()}
    exact = [key for key, name in folded.items() if wanted in (name, _fold(names[key]))]
    if exact:
        return exact
    return [key for key, name in folded.items() if f" {name}".find(f" {wanted}") >= 0]


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
