"""How long the audit of one workbook with very many formulas takes, and how much memory.

    python benchmarks/many_formulas.py [--formulas 1000000]

One sheet: a name, two typed numbers and ten columns of formulas, among them a running total and one that holds on to the first
number by a `$` too many; every thousandth result is typed. Prints CPU seconds, megabytes and what was found.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = "application/vnd.openxmlformats-package.relationships"
TYPED = 1000
COLUMNS = 10


PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{RELATIONS}+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Many" sheetId="1" r:id="r1"/></sheets></workbook>',
}


def words(*texts: str) -> str:
    """Return cells with text."""
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


def rows(count: int) -> Iterator[str]:
    """Yield the sheet's rows as XML."""
    yield f'<row r="1">{words("Name", "Price", "Number", *(f"Result {at}" for at in range(1, COLUMNS + 1)))}</row>'
    running = 0
    for row in range(2, count + 2):
        price, number = row % 97 + 1, row % 13 + 1
        total = price * number
        running += total
        (first, result), *others = formulas(row, price, number, running)
        cells = "".join(f"<c><f>{formula}</f><v>{value}</v></c>" for formula, value in others)
        sold = f"<c><v>{result}</v></c>" if row % TYPED == 0 else f"<c><f>{first}</f><v>{result}</v></c>"
        yield f'<row r="{row}">{words(f"N{row}")}<c><v>{price}</v></c><c><v>{number}</v></c>{sold}{cells}</row>'


def formulas(row: int, price: int, number: int, running: int) -> list[tuple[str, float]]:
    """Return the formulas of a row with their results."""
    total = price * number
    return [
        (f"B{row}*C{row}", total),
        (f"D{row}*0.2", total / 5),
        (f"D{row}+E{row}", total * 1.2),
        (f"G{row - 1}+D{row}" if row > 2 else f"D{row}", running),
        (f"B{row}*$C$2", price * 3),
        (f"ROUND(F{row},2)", round(total * 1.2, 2)),
        (f"IF(C{row}&gt;6,D{row},0)", total if number > 6 else 0),
        (f"D{row}-E{row}", total * 0.8),
        (f"MAX(D{row}:F{row})", total * 1.2),
        (f"D{row}/B{row}", number),
    ]


def write(path: Path, count: int) -> None:
    """Write the workbook."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in PARTS.items():
            book.writestr(name, content)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for row in rows(count):
                sheet.write(row.encode())
            sheet.write(b"</sheetData></worksheet>")


def main() -> None:
    """Write, audit, print."""
    parser = argparse.ArgumentParser(description="The audit of very many formulas.")
    parser.add_argument("--formulas", type=int, default=1_000_000)
    said = parser.parse_args()
    start = "import sys; from sheets_crm.cli.main import main; sys.exit(main())"
    with tempfile.TemporaryDirectory() as folder:
        book, out = Path(folder, "many.xlsx"), Path(folder, "said.json")
        write(book, said.formulas // COLUMNS)
        with (
            out.open("wb") as file,
            subprocess.Popen([sys.executable, "-c", start, "audit", str(book), "--json"], stdout=file) as ran,
        ):
            _, ran.returncode, used = os.wait4(ran.pid, 0)
        findings = json.loads(out.read_bytes())["findings"]
    print(f"{said.formulas} formulas: {used.ru_utime + used.ru_stime:.1f} s, {used.ru_maxrss / 1024:.0f} MB")
    for one in findings:
        print(f"  {one['check']} {len(one['cells'])} cells: {one['message'][:100]}")


if __name__ == "__main__":
    main()
