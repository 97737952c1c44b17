"""Words of participants on their way into files that other programs interpret."""

from typing import TypeVar

Cell = TypeVar("Cell")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "{=")


def never_a_formula(cell: Cell) -> Cell | str:
    """The cell as a spreadsheet shows it and does not run it; what is no text stays as it is.

    >>> never_a_formula("=HYPERLINK(1)"), never_a_formula("@home"), never_a_formula("a=b"), never_a_formula(-1)
    ("'=HYPERLINK(1)", "'@home", 'a=b', -1)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
