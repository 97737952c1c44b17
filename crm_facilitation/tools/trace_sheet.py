"""The trace matrix as a spreadsheet file, in which no cell is ever a formula."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter


def write_sheet(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX file with one sheet; every cell is written as text, so that words of participants stay words.

    >>> content = write_sheet("Trace", ["Need"], [["=1+1"]])
    >>> content[:2]
    b'PK'
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
    sheet.set_column(0, max(len(headers) - 1, 0), 28)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    book.close()
    return buffer.getvalue()
