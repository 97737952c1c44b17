"""Documents on narrow screens, in mails, and on paper that people sign."""

from io import BytesIO

from lxml import etree, html
from markupsafe import Markup
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfFileReader, PdfFileWriter, PdfReadError

# points from the lower and the right edge, and size of the letters
EDGE, SIZE = 14, 8
# mail programs pass over style sheets: what the classes of a document mean, and boxes for rows
STYLES = {
    "d-block": "display: block",
    "fst-italic": "font-style: italic",
    "o_quiet": "color: #555",
    "o_strong": "font-weight: bold",
}
BOX = "border: 1px solid #bbb; padding: 6px 8px; margin: 0 0 8px"
LABEL = "color: #555; font-size: 12px"


def label_cells(body: str) -> Markup:
    """The HTML in which each cell of a table knows its column: a phone shows rows one below the other.

    >>> table = "<table><thead><tr><th>Goal</th><th/></tr></thead><tr><td>No</td><td>x</td></tr></table>"
    >>> print(str(label_cells(f"<div>{table}</div>")).partition("</thead>")[2])
    <tr><td data-label="Goal">No</td><td>x</td></tr></table></div>
    """
    root = html.fragment_fromstring(body)
    for table in root.iter("table"):
        names = [" ".join(cell.text_content().split()) for cell in table.findall("thead/tr/th")]
        for row in table.iterfind(".//tr"):
            for cell, name in zip(row.findall("td"), names, strict=False):
                if name:
                    cell.set("data-label", name)
    return Markup(html.tostring(root, encoding="unicode"))


def as_mail(body: str) -> Markup:
    """The HTML as a mail holds it: each row of a table is a box, with the name of its column above each cell.

    Tables would be wider than a phone, and mail programs pass over style sheets. What is there to be signed is left out.

    :param body: a document whose cells know their columns, see :func:`label_cells`

    >>> rows = '<tr><td data-label="Goal">No</td><td data-label="Why">So</td></tr>'
    >>> print(as_mail(f"<div><table>{rows}</table></div>"))  # doctest: +ELLIPSIS
    <div><div><div style="border..."><div><div style="color...">Goal</div>No</div><div><div style="color...">Why</div>So...
    >>> print(as_mail('<div><h3>Signatures</h3><table class="o_signatures"></table><p class="o_quiet">x</p></div>'))
    <div><p style="color: #555">x</p></div>
    >>> print(as_mail('<div><p>Kept</p><table class="o_signatures"></table></div>'))
    <div><p>Kept</p></div>
    """
    root = html.fragment_fromstring(body)
    for table in list(root.iter("table")):
        if "o_signatures" in (table.get("class") or ""):
            heading = table.getprevious()
            for one in (table, heading) if heading is not None and heading.tag == "h3" else (table,):
                one.drop_tree()
            continue
        rows = html.Element("div")
        rows.extend([_box(row) for row in table.iterfind(".//tr") if row.find("td") is not None])
        rows.tail = table.tail
        table.getparent().replace(table, rows)
    for one in root.iter(etree.Element):
        styles = [STYLES[name] for name in one.attrib.pop("class", "").split() if name in STYLES]
        if styles:
            one.set("style", "; ".join(styles))
    return Markup(html.tostring(root, encoding="unicode"))


def _box(row):
    box = html.Element("div")
    box.set("style", BOX)
    for cell in row.findall("td"):
        name = cell.attrib.pop("data-label", "")
        cell.tag = "div"
        if name:
            label = html.Element("div")
            label.set("style", LABEL)
            label.text, label.tail, cell.text = name, cell.text, None
            cell.insert(0, label)
        box.append(cell)
    return box


def keep_beginnings(body: str) -> Markup:
    """The HTML in which headings, the names of the columns and the first row of a table stand in one box (``o_keep``).

    A page that ends in the middle of it would leave a heading alone.

    >>> table = "<table><thead><tr><th>Goal</th></tr></thead><tr><td>No</td></tr><tr><td>Two</td></tr></table>"
    >>> print(keep_beginnings(f"<div><h4>Goals</h4>{table}</div>"))  # doctest: +ELLIPSIS
    <div><div class="o_keep"><h4>Goals</h4><table>...No</td></tr></table></div><table><tr><td>Two</td></tr></table></div>
    >>> row = "<tr><td>1</td></tr>"
    >>> print(keep_beginnings(f'<div><table class="o_wide"><thead>{row}</thead>{row}</table></div>'))  # doctest: +ELLIPSIS
    <div><div class="o_keep"><table class="o_wide"><thead>...
    >>> for table in (f"<table>{row}</table>", f"<table><thead>{row}</thead></table>"):
    ...     assert keep_beginnings(table) == table
    """
    root = html.fragment_fromstring(body)
    for table in list(root.iter("table")):
        head, rows = table.find("thead"), table.findall("tr")
        if head is None or not rows:
            continue
        kept, top = html.Element("div"), html.Element("table")
        kept.set("class", "o_keep")
        for name, value in table.items():
            top.set(name, value)
        table.addprevious(kept)
        while (before := kept.getprevious()) is not None and before.tag in ("h3", "h4"):
            kept.insert(0, before)
        top.extend([head, rows[0]])
        kept.append(top)
    return Markup(html.tostring(root, encoding="unicode"))


def number_pages(content: bytes, title: str) -> bytes:
    """The PDF with “2 / 4” on each page and the title in its properties; unchanged where it cannot be read.

    Not every wkhtmltopdf can write a footer. Of the properties only the title is kept.

    :param content: a PDF
    """
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        count = reader.getNumPages()
    except (PdfReadError, OSError, ValueError):
        return content
    writer = PdfFileWriter()
    for number in range(count):
        page = reader.getPage(number)
        width, height = float(page.mediaBox.getWidth()), float(page.mediaBox.getHeight())
        page.mergePage(_footer(width, height, f"{number + 1} / {count}"))
        writer.addPage(page)
        # as small as it was; libraries name it differently
        added = writer.getPage(number)
        (getattr(added, "compress_content_streams", None) or added.compressContentStreams)()
    writer.addMetadata({"/Title": title})
    numbered = BytesIO()
    writer.write(numbered)
    return numbered.getvalue()


def _footer(width, height, text):
    drawn = BytesIO()
    canvas = Canvas(drawn, pagesize=(width, height))
    canvas.setFont("Helvetica", SIZE)
    canvas.drawRightString(width - EDGE, EDGE, text)
    canvas.save()
    return PdfFileReader(BytesIO(drawn.getvalue())).getPage(0)
