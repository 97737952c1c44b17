"""What needs of a CRM are about, and which way they want it, told by roots of words in English and Russian.

A root stands for every word that begins with it; ``=`` before it for that word alone. Three tables, in ``words/``: the
matters of a CRM, in general; subjects on which its users are known to want opposite things, with the stance and the field
that such a need is usually about; and the words by which each side of a stance speaks. A word that the house uses is added
to its row. Matters and stances were written before any real request was read; of the subjects, half of the real requests
that contradict each other were read before and the other half never, so that the measure on that half stays one of what
nobody has seen (``benchmarks/conflicts``).
"""

import csv
from dataclasses import dataclass
from pathlib import Path

TABLES = Path(__file__).with_name("words")


@dataclass(frozen=True)
class Subject:
    """A subject on which people want opposite things.

    :param about: roots of words of which a need on this subject holds one
    :param deed: further roots of which it holds one as well, none where the first say enough
    :param stances: the two stances, the first one wanting it
    :param target: ``model.field`` that it is usually about, empty where no field stands for it
    """

    about: str
    deed: str
    stances: tuple[str, str]
    target: str = ""


def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


MATTERS = tuple(row["words"] for row in _rows("matters"))
SUBJECTS = tuple(
    Subject(row["about"], row["deed"], (row["first"], row["second"]), row["target"]) for row in _rows("subjects")
)
# how each side of a stance speaks
POLES = {(row["first"], row["second"]): (row["first_words"], row["second_words"]) for row in _rows("stances")}
