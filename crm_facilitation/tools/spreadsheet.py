"""Words of participants on their way into files that other programs interpret."""

from collections.abc import Iterable
from typing import Any

# xlsxwriter, which writes Odoo's own exports, takes "{=…}" for a formula over an array
GUARD = "'"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "{=")


def without_formulas(cells: Iterable[Any]) -> list[Any]:
    """The cells as a spreadsheet shows them and runs none: where one would begin a formula, an apostrophe stands before it.

    What is no text stays as it is. It takes a row or a column at once, since exports have millions of cells.

    >>> without_formulas(["=HYPERLINK(1)", "@home", "{=1+1}", "a=b", "{}", "", -1])
    ["'=HYPERLINK(1)", "'@home", "'{=1+1}", 'a=b', '{}', '', -1]
    """
    return [f"{GUARD}{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell for cell in cells]


def as_written(cell: str) -> str:
    """What stood there before :func:`without_formulas`.

    >>> [as_written(cell) for cell in without_formulas(["=HYPERLINK(1)", "@home", "a=b", "'tis"])]
    ['=HYPERLINK(1)', '@home', 'a=b', "'tis"]
    """
    return cell[len(GUARD) :] if cell.startswith(GUARD) and cell[len(GUARD) :].startswith(FORMULA_STARTS) else cell
