"""Makes the README's pictures anew: `python docs/pictures.py`. Needs LibreOffice, pdftoppm, ImageMagick and Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import audit_example
import history_example
from audit_example import Lang
from openpyxl import load_workbook
from rich.console import Console
from rich.text import Text

from sheets_crm.books.xlsx import write_cells
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.model.addresses import letters

IMAGES = Path(__file__).parent / "images"
CLI = Path(sys.executable).with_name("sheets-crm")
TODAY = "2026-11-22"
WIDTH = 100
PAGES = {
    "clients": ("№", "1240x560+20+20"),
    "summary": ("Сводка|Summary", "1240x760+20+20"),
    "now": ("Сейчас|Now", "1240x700+20+20"),
}


def main() -> None:
    """Run the demo in both languages, and picture the terminal and the workbook."""
    langs: tuple[Lang, ...] = ("ru", "en")
    for lang in langs:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            said = terminal([str(CLI), "demo", "--lang", lang, "--today", TODAY], folder)
            picture_terminal(said, folder, IMAGES / f"demo.{lang}.png")
            (book,) = folder.glob("demo-*.xlsx")
            pdf = converted(book, folder)
            for name, (start, crop) in PAGES.items():
                picture_page(pdf, page_that_begins(pdf, start.split("|")), crop, IMAGES / f"{name}.{lang}.png")
            picture_audit(lang, folder, IMAGES / f"audit.{lang}.png")
            picture_proposals(lang, folder, IMAGES / f"proposals.{lang}.png")
            picture_recover(lang, folder, IMAGES / f"recover.{lang}.png")
            picture_history(lang, folder)
            picture_unscramble(lang, folder, IMAGES / f"unscramble.{lang}.png")


def terminal(command: list[str], folder: Path, *, check: bool = True) -> str:
    """Run a command and return what it printed, with the colours of a terminal."""
    env = {**os.environ, "COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    return subprocess.run(command, cwd=folder, env=env, check=check, stdout=subprocess.PIPE, text=True).stdout


def picture_terminal(said: str, folder: Path, target: Path, title: str = "sheets-crm demo") -> None:
    """Draw a terminal's text with Chromium."""
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        for line in said.splitlines():
            console.print(Text.from_ansi(line), soft_wrap=True)
    svg = folder / "terminal.svg"
    svg.write_text(console.export_svg(title=title), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1300,900"]
    shot = folder / "terminal.png"
    subprocess.run(["chromium", *flags, f"--screenshot={shot}", svg.as_uri()], check=True, capture_output=True)
    subprocess.run(["convert", shot, "-trim", "-bordercolor", "white", "-border", "8", "-colors", "128", target], check=True)


def picture_audit(lang: Lang, folder: Path, target: Path) -> None:
    """Draw the page of an audit with Chromium, one finding chosen."""
    book, page, shot = folder / {"ru": "отчёт.xlsx", "en": "report.xlsx"}[lang], folder / "page.html", folder / "page.png"
    audit_example.make(book, lang, folder / "example")
    subprocess.run([str(CLI), "audit", str(book), "--html", str(page), "--lang", lang], check=False, stdout=subprocess.PIPE)
    click = '<script>document.querySelectorAll(".finding.warning")[1].click(); scrollTo(0, 0)</script></body>'
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", click), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-prefers-reduced-motion"]
    size = "--window-size=1440,1000"
    subprocess.run(["chromium", *flags, size, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
    subprocess.run(["convert", shot, "+dither", "-colors", "200", target], check=True)


def picture_proposals(lang: Lang, folder: Path, target: Path) -> None:
    """Draw the tab in which the owner decides on what a newcomer did in a copy."""
    sheet, person, name = {"ru": ("Клиенты", "Аня", "ООО «Ромашка»"), "en": ("Clients", "Anna", "Daisy Ltd")}[lang]
    book, copy = folder / "book.xlsx", folder / "copy.xlsx"
    words = [
        [str(CLI), "new", book, "--demo", "9", "--seed", "3", "--lang", lang],
        [str(CLI), "run", "nightly", book, "--lang", lang],
    ]
    for command in (*words, [str(CLI), "handout", book, "--for", person, "--to", copy, "--lang", lang]):
        terminal([*map(str, command)], folder)
    # what she does in the copy: a client renamed, another phone, an e-mail deleted, and a new client, who goes right in
    write_cells(copy, copy, {sheet: {"B3": name, "C5": "+7 999 123-45-67", "D6": None, "B11": name, "C11": "+7 999 765-43-21"}})
    write_cells(book, book, {sheet: {"C5": "+7 916 000-11-22"}})
    terminal([str(CLI), "takeback", str(book), str(copy), "--apply", "--today", TODAY, "--lang", lang], folder)
    pdf = converted(book, folder)
    picture_page(pdf, page_that_begins(pdf, ["Предложения", "Proposals"]), "1290x150+20+20", target)


def picture_recover(lang: Lang, folder: Path, target: Path) -> None:
    """Draw what `recover` lists after some rows, phones and kopecks went missing."""
    clients, orders = {"ru": ("Клиенты", "Заказы"), "en": ("Clients", "Orders")}[lang]
    book = folder / "clients.xlsx"
    words = ["new", str(book), "--demo", "60", "--seed", "5"], ["run", "nightly", str(book), "--today", TODAY]
    for one in words:
        terminal([str(CLI), *one, "--lang", lang], folder)
    grid = XlsxBook(book).read().grids[orders]
    amounts = {f"D{row}": grid.value(row, 4) for row in range(2, 60)}
    lost = {f"{letters(column)}{row}": None for row in (7, 8, 9) for column in range(1, 40)}
    lost |= {f"C{row}": None for row in range(20, 45)}
    rounded = {cell: round(value) for cell, value in amounts.items() if isinstance(value, float)}
    write_cells(book, book, {clients: lost, orders: rounded})
    said = terminal([str(CLI), "recover", book.name, "--lang", lang, "--today", TODAY], folder, check=False)
    picture_terminal(said, folder, target, f"sheets-crm recover {book.name}")


def picture_history(lang: Lang, folder: Path) -> None:
    """Draw the life of a cell as the terminal tells it, and the page that compares two moments of the book."""
    inside = folder / "history"
    inside.mkdir()
    book, cell = history_example.make(inside, lang)
    said = terminal([str(CLI), "blame", book.name, cell, "--lang", lang], inside)
    picture_terminal(said, inside, IMAGES / f"blame.{lang}.png", f"sheets-crm blame {book.name} {cell}")
    page, shot = inside / "page.html", inside / "page.png"
    terminal([str(CLI), "diff", book.name, "--since", "1", "--html", page.name, "--lang", lang], inside, check=False)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1200,900"]
    subprocess.run(["chromium", *flags, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
    target = IMAGES / f"diff.{lang}.png"
    subprocess.run(
        ["convert", shot, "-trim", "-bordercolor", "white", "-border", "16", "+dither", "-colors", "128", target], check=True
    )


def picture_unscramble(lang: Lang, folder: Path, target: Path) -> None:
    """Sort two columns of the demo book alone, and draw how the next run begins."""
    (book,) = folder.glob("demo-*.xlsx")
    opened = load_workbook(book)
    sheet = opened[{"ru": "Клиенты", "en": "Clients"}[lang]]
    lines = sorted(([sheet.cell(row, column).value for column in (2, 3)] for row in range(2, 202)), key=str)
    for row, line in enumerate(lines, 2):
        for column, value in zip((2, 3), line, strict=True):
            sheet.cell(row, column).value = value
    opened.save(book)
    said = terminal([str(CLI), "run", "nightly", book.name, "--lang", lang, "--today", TODAY], folder, check=False)
    picture_terminal("\n".join(said.splitlines()[:24]), folder, target, f"sheets-crm run nightly {book.name}")


def converted(book: Path, folder: Path) -> Path:
    """Print a workbook to PDF with LibreOffice."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", book.name], cwd=folder, check=True, capture_output=True
    )
    return book.with_suffix(".pdf")


def page_that_begins(pdf: Path, words: list[str]) -> int:
    """Return the first page whose text begins with one of these words."""
    for page in range(1, 200):
        text = subprocess.run(
            ["pdftotext", "-f", str(page), "-l", str(page), pdf, "-"], check=True, capture_output=True, text=True
        ).stdout
        if text.startswith(tuple(words)) or (words == ["№"] and text.startswith("No.")):
            return page
    raise SystemExit(f"no page begins with {words}")


def picture_page(pdf: Path, page: int, crop: str, target: Path) -> None:
    """Draw the top of one page."""
    subprocess.run(
        ["pdftoppm", "-r", "110", "-f", str(page), "-l", str(page), "-singlefile", "-png", pdf, pdf.with_suffix("")], check=True
    )
    subprocess.run(["convert", pdf.with_suffix(".png"), "-crop", crop, "+repage", "-colors", "128", target], check=True)


if __name__ == "__main__":
    main()
