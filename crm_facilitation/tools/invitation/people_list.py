"""A list of people as it is pasted from a spreadsheet or typed: one person a line."""

import re
from dataclasses import dataclass

_SEPARATORS = ("\t", ";", ",")


@dataclass(frozen=True)
class Listed:
    """One person of the list.

    :param email: empty where the line has none
    :param department: name of the department as it was written, empty where the line has none
    """

    name: str
    email: str
    department: str


def read_people(text: str) -> list[Listed]:
    """The people of a pasted list, in its order; each mail address once, empty lines and the header left out.

    A line is a name, a mail address and a department, divided by tabs, semicolons or commas. The mail address may stand
    anywhere. A line without a name is named by its mail address.

    >>> read_people("Anna Berg\\tanna@example.com\\tSales\\n\\nben@example.com; ; Service")
    [Listed(name='Anna Berg', email='anna@example.com', department='Sales'), \
Listed(name='ben@example.com', email='ben@example.com', department='Service')]
    >>> read_people("Name, E-mail, Department\\nCleo, cleo@example.com\\nCleo B., CLEO@example.com, Sales")
    [Listed(name='Cleo', email='cleo@example.com', department='')]
    >>> read_people("Dan Dow, , Sales")
    [Listed(name='Dan Dow', email='', department='Sales')]
    """
    people: list[Listed] = []
    known: set[str] = set()
    for line in text.splitlines():
        person = _read_line(line)
        if person is None or person.email.lower() in known:
            continue
        if person.email:
            known.add(person.email.lower())
        people.append(person)
    return people


def _read_line(line: str) -> Listed | None:
    separator = next((mark for mark in _SEPARATORS if mark in line), None)
    cells = [re.sub(r"\s+", " ", cell).strip() for cell in (line.split(separator) if separator else [line])]
    email = next((cell for cell in cells if "@" in cell), "")
    others = [cell for cell in cells if "@" not in cell]
    words = [cell for cell in others if cell]
    if not email and _is_header(words):
        return None
    if not (email or words):
        return None
    has_name = bool(cells[0]) and "@" not in cells[0]
    name = cells[0] if has_name else (words[0] if len(words) > 1 else email)
    rest = words[1:] if name in words else words
    return Listed(name, email, rest[-1] if rest else "")


def _is_header(words: list[str]) -> bool:
    """Whether the line names columns: it has a word for mail, and no address."""
    return any(re.fullmatch(r"(e-?mail|mail|почта|эл\. почта|адрес)", word, re.IGNORECASE) for word in words)
