"""The trace matrix as a file for a spreadsheet, in which no cell is ever a formula."""

import csv
import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter

from ..spreadsheet import without_formulas


def count_lines(row: Sequence[str], widths: Sequence[int]) -> int:
    """How many lines a row takes whose columns are ``widths`` characters wide; words longer than that are broken.

    >>> count_lines(["Site visits", ""], [20, 5]), count_lines(["Site visits", ""], [6, 5])
    (1, 2)
    >>> count_lines(["x" * 13], [5]), count_lines(["Yes\\nAnna"], [20])
    (3, 2)
    """
    return max(
        sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n"))
        for text, width in zip(row, widths, strict=True)
    )


def paginate(rows: Iterable[Sequence[str]], widths: Sequence[int], room: float, padding: float) -> Iterator[list]:
    """Rows page by page, so that each page can begin with the headers.

    :param room: lines that fit on a page below the headers
    :param padding: lines that the space around a row takes

    >>> [len(page) for page in paginate([["a b"]] * 5, [1], room=7, padding=1)]
    [2, 2, 1]
    >>> [len(page) for page in paginate([["a b"]] * 5, [1], room=6, padding=1)]
    [2, 2, 1]
    >>> list(paginate([["a row that fits nowhere"]], [2], room=3, padding=1))
    [[['a row that fits nowhere']]]
    """
    page: list[Sequence[str]] = []
    left = room
    for row in rows:
        height = count_lines(row, widths) + padding
        if page and height > left:
            yield page
            page, left = [], room
        page.append(row)
        left -= height
    if page:
        yield page


def write_sheet(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX file with one sheet; every cell is written as text, so that words of participants stay words.

    Rows are written out as they come, so that memory does not grow with their number.

    >>> content = write_sheet("Trace", ["Need"], [["=1+1"]])
    >>> content[:2]
    b'PK'
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.set_column(0, max(len(headers) - 1, 0), 28)
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text)
    sheet.autofilter(0, 0, sheet.dim_rowmax or 0, max(len(headers) - 1, 0))
    book.close()
    return buffer.getvalue()


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The same rows as CSV: UTF-8 with a byte order mark, so that spreadsheets read every alphabet.

    >>> write_csv(["Need"], [["=1+1"], ["{=1+1}"]]).decode("utf-8-sig").splitlines()
    ['Need', "'=1+1", "'{=1+1}"]
    """
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(headers)
    # column by column: a call for each of two million cells would take as long as the rest
    writer.writerows(zip(*map(without_formulas, zip(*rows, strict=True)), strict=True))
    return lines.getvalue().encode("utf-8-sig")
