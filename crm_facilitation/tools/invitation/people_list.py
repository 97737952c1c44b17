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
    anywhere. A line without a name is named by its mail address. Recipients as a mail program copies them, ``Name
    <address>``, are people of their own, however many stand in a line.

    >>> read_people("Anna Berg\\tanna@example.com\\tSales\\n\\nben@example.com; ; Service")
    [Listed(name='Anna Berg', email='anna@example.com', department='Sales'), \
Listed(name='ben@example.com', email='ben@example.com', department='Service')]
    >>> read_people("Name, E-mail, Department\\nCleo, cleo@example.com\\nCleo B., CLEO@example.com, Sales")
    [Listed(name='Cleo', email='cleo@example.com', department='')]
    >>> read_people("Dan Dow, , Sales")
    [Listed(name='Dan Dow', email='', department='Sales')]
    >>> read_people("eva@example.com; Eva Ell; Sales\\n; fay@example.com; Service\\nGus Gay; Team")
    [Listed(name='Eva Ell', email='eva@example.com', department='Sales'), \
Listed(name='fay@example.com', email='fay@example.com', department='Service'), \
Listed(name='Gus Gay', email='', department='Team')]
    >>> read_people('Name; Department\\n"Dow, Dan" <dan@example.com>; Eva <eva@example.com>\\nfay@example.com, gus@example.com')
    [Listed(name='Dow, Dan', email='dan@example.com', department=''), \
Listed(name='Eva', email='eva@example.com', department=''), \
Listed(name='fay@example.com', email='fay@example.com', department=''), \
Listed(name='gus@example.com', email='gus@example.com', department='')]
    >>> read_people('"Anna Berg","anna@example.com","Sales"\\nHal Hay <hal@example.com>; Service')
    [Listed(name='Anna Berg', email='anna@example.com', department='Sales'), \
Listed(name='Hal Hay', email='hal@example.com', department='Service')]
    """
    people: list[Listed] = []
    known: set[str] = set()
    for line in text.splitlines():
        for person in _read_line(line):
            if person.email.lower() in known:
                continue
            if person.email:
                known.add(person.email.lower())
            people.append(person)
    return people


def _read_line(line: str) -> list[Listed]:
    cells = [cell for piece in _split(line) for cell in _open_recipient(piece)]
    addresses = [cell for cell in cells if "@" in cell]
    if len(addresses) < 2:
        return [person] if (person := _read_person(cells)) else []
    # each address has its name before it, where there is one
    people, name = [], ""
    for cell in cells:
        if "@" in cell:
            people.append(Listed(name or cell, cell, ""))
        name = "" if "@" in cell else cell
    return people


def _split(line):
    """The cells of a line; what stands in quotes or in angle brackets is not divided."""
    quoted = re.sub(r'"[^"]*"|<[^>]*>', lambda found: re.sub(r"[\t;,]", " ", found[0]), line)
    separator = next((mark for mark in _SEPARATORS if mark in quoted), None)
    cells, start = [], 0
    for place in [*(at for at, sign in enumerate(quoted) if sign == separator), len(line)]:
        cells.append(line[start:place])
        start = place + 1
    return cells


def _open_recipient(cell):
    """Name and address of ``Name <address>``, else the cell alone; without quotes and surplus blanks."""
    found = re.fullmatch(r"(.*)<([^<>]*@[^<>]*)>\s*", cell.strip())
    return [re.sub(r"\s+", " ", part).strip(' "') for part in (found.groups() if found else (cell,))]


def _read_person(cells: list[str]) -> Listed | None:
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
    """Whether the line names columns: it has a word for mail, or two others for what a column holds, and no address."""
    other = r"name|person|department|team|имя|фио|сотрудник|отдел|подразделение"
    columns = [word for word in words if re.fullmatch(other, word, re.IGNORECASE)]
    return len(columns) > 1 or any(
        re.fullmatch(r"(e-?mail|mail|почта|эл\. почта|адрес)", word, re.IGNORECASE) for word in words
    )
