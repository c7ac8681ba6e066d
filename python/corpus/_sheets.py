"""Sheets for Excel and LibreOffice, written and read with what comes with Python."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from corpus import Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = 1_048_575
"""Rows of a sheet, beside the head."""
CHARACTERS = 32_767
"""Characters of a cell."""

PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="corpus" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    '<Relationship Id="rId2" Target="styles.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>',
    # Cells are text (49 is `@`), so that what is typed over them stays as it is typed; long ones are wrapped.
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def xml_text(text: str) -> str:
    """Put a space for each character that XML cannot hold."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)


def to_excel(table: Table, *, path: str | PathLike[str]) -> None:
    """Write a sheet; every text is a cell of text, which no program takes for a formula."""
    if len(table) > ROWS:
        message = f"a sheet holds {ROWS:,} rows, not {len(table):,}: use to_csv() or to_parquet()"
        raise ValueError(message)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in PARTS.items():
            book.writestr(name, HEAD + text)
        with book.open("xl/worksheets/sheet1.xml", "w") as out:
            for piece in sheet(table):
                out.write(piece.encode("utf-8"))


def sheet(table: Table) -> Iterator[str]:
    """Spell out the rows."""
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    for number, name in enumerate(table.columns, 1):
        wide = {"sentence": 70, "evidence": 40, "text": 70, "title": 30, "comment": 30}.get(name, 13)
        yield f'<col min="{number}" max="{number}" width="{wide}" customWidth="1" style="1"/>'
    yield "</cols><sheetData>"
    yield f"<row>{''.join(cell(name, 2) for name in table.columns)}</row>"
    columns = [table[name] for name in table.columns]
    for row in zip(*columns, strict=True):
        yield f"<row>{''.join(cell(value, 1) for value in row)}</row>"
    yield "</sheetData></worksheet>"


def cell(value: Any, style: int) -> str:
    """Spell out a cell."""
    if value is None:
        return f'<c s="{style}"/>'
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int) and abs(value) < 10**15:
        return f"<c><v>{value}</v></c>"
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return f"<c><v>{value!r}</v></c>"
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = escape(xml_text(text[:CHARACTERS]), {"\r": "&#13;"})
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>'


def read_excel(path: str | PathLike[str]) -> list[list[Any]]:
    """Read the first sheet, row by row, as it was saved by Excel, LibreOffice or `to_excel`."""
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        shared: list[str] = []
        if "xl/sharedStrings.xml" in names:
            shared = [words(item) for item in parsed(book, "xl/sharedStrings.xml").iter(f"{{{MAIN}}}si")]
        sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
        root = parsed(book, sheets[0])
    return [row_of(row, shared) for row in root.iter(f"{{{MAIN}}}row")]


def parsed(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Parse a part of the book, which declares no entities of its own."""
    data = book.read(name)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        message = f"{name} declares entities, which no spreadsheet program writes"
        raise ValueError(message)
    return ElementTree.fromstring(data)


def words(element: ElementTree.Element) -> str:
    """Join the runs of a text."""
    return "".join(run.text or "" for run in element.iter(f"{{{MAIN}}}t"))


def row_of(row: ElementTree.Element, shared: list[str]) -> list[Any]:
    """Read the cells of a row; those that were left out are `None`."""
    out: list[Any] = []
    for found in row.iter(f"{{{MAIN}}}c"):
        place = re.match(r"[A-Z]+", found.get("r", ""))
        if place:
            at = 0
            for letter in place[0]:
                at = at * 26 + ord(letter) - 64
            out += [None] * (at - 1 - len(out))
        out.append(value_of(found, shared))
    return out


def value_of(found: ElementTree.Element, shared: list[str]) -> Any:
    """Read a cell."""
    kind = found.get("t", "n")
    if kind == "inlineStr":
        return words(found)
    text = next((part.text for part in found if part.tag == f"{{{MAIN}}}v"), None)
    if text is None:
        return None
    if kind == "s":
        return shared[int(text)]
    if kind == "b":
        return text == "1"
    if kind != "n":
        return text
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
