"""The differences of two moments as a page for the browser: one file, nothing else is loaded."""

from __future__ import annotations

from html import escape
from pathlib import Path

from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.cli.telling.differences import Document, headline, notes, same, sheets, telling
from sheets_crm.cli.telling.show import pair, value
from sheets_crm.engine.files import replace_text

MOST = 5000
"""So many cells, and so many rows, of a sheet are shown: browsers are slow with more."""
STYLE = """
:root { color-scheme: light; --ink: #22262b; --soft: #565d66; --line: #ddd8ce; --gone: #a1201c; --new: #1d6b3a; }
body { margin: 0 auto; max-width: 1200px; padding: 28px; background: #fbfaf7; color: var(--ink);
  font: 15px/1.5 "Segoe UI", system-ui, "Noto Sans", "DejaVu Sans", Arial, sans-serif; }
h1, h2 { font-weight: 400; font-family: "PT Serif", Georgia, "Noto Serif", "DejaVu Serif", serif; margin: 28px 0 6px; }
p, ul { margin: 4px 0 10px; } .soft, th { color: var(--soft); }
.scroll { overflow-x: auto; background: #fff; border: 1px solid var(--line); border-radius: 6px; margin: 10px 0; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px; border-bottom: 1px solid #ece8df; }
td { max-width: 30em; overflow-wrap: break-word; }
th { font-weight: 400; white-space: nowrap; } td:first-child { white-space: nowrap; }
del { color: var(--gone); } .nothing { color: var(--soft); } ins { color: var(--new); text-decoration: none; }
del, ins { white-space: pre-wrap; }
tr.gone td { background: #fbe9e7; } tr.new td { background: #e8f4ea; }
.cells th:nth-child(n+4) { width: 30%; } .rows td:nth-child(n+3) { min-width: 9em; }
@media (max-width: 640px) { body { padding: 14px; } th, td { padding: 4px 7px; } table { font-size: 13px; }
  .cells thead { display: none; } .cells tr { display: block; padding: 5px 0; border-bottom: 1px solid #ece8df; }
  .cells td { display: inline-block; padding: 1px 8px; border: 0; } .cells td:nth-child(n+4) { display: block; } }
@media print { body { padding: 0; background: #fff; } tr { break-inside: avoid; } }
"""


def write_page(path: Path, told: Document) -> None:
    """Write the page; RefusedError when the file cannot be written."""
    replace_text(path, page(told))


def page(told: Document) -> str:
    """Return the page."""
    title = say("Что изменилось", "What changed")
    body = [
        f"<h1>{title}</h1>",
        f"<p class=soft>{say('Было', 'Before')}: {escape(told['before'])}<br>",
        f"{say('Стало', 'After')}: {escape(told['after'])}</p>",
        *([f"<p>{say('Всё так же.', 'Nothing differs.')}</p>"] if same(told) else []),
        *(f"<p>{escape(line)}</p>" for line in sheets(told)),
        *(_sheet(one) for one in told["sheets"]),
    ]
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    head = (
        f'<!DOCTYPE html>\n<html lang="{spoken()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>'
    )
    return "\n".join([head, "<body>", *body, "</body>\n</html>\n"]).encode("utf-8", "replace").decode()


def _sheet(one: Document) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in notes(one))
    return "\n".join(
        [
            f"<h2>{escape(quoted(one['sheet']))}</h2>",
            f"<p class=soft>{escape(headline(one))}</p>",
            f"<ul>{lines}</ul>" if lines else "",
            _rows(one["rows_gone"], "gone", say("Нет больше", "Gone")),
            _cells(telling(one)),
            _rows(one["rows_new"], "new", say("Новые строки", "New rows")),
        ]
    )


def _cells(cells: list[Document]) -> str:
    rows = []
    for one in cells[:MOST]:
        was, now = pair(one["before"], one["after"])
        record = f'<td title="{escape(one["row_id"])}">{escape(one["record"] or one["row_id"])}'
        told = f"<td>{one['cell']}{record}<td>{escape(one['column'])}"
        rows.append(f"<tr>{told}<td>{_marked(one['before'], was, 'del')}<td>{_marked(one['after'], now, 'ins')}")
    headings = [
        say("Где", "Where"),
        say("Запись", "Record"),
        say("Столбец", "Column"),
        say("Было", "Before"),
        say("Стало", "After"),
    ]
    return _table(headings, rows, len(cells), "cells")


def _marked(held: object, shown: str, mark: str) -> str:
    return f"<span class=nothing>{shown}</span>" if held is None else f"<{mark}>{escape(shown)}</{mark}>"


def _rows(those: list[Document], kind: str, title: str) -> str:
    names = _columns(those[:MOST])
    rows = [
        f"<tr class={kind}><td>{one['row']}" + "".join(f"<td>{escape(value(one['values'].get(name, '')))}" for name in names)
        for one in those[:MOST]
    ]
    return _table([title, *names], rows, len(those), "rows")


def _columns(those: list[Document]) -> list[str]:
    """Return the columns in which any of the rows held something, in the order of the sheet."""
    out: list[str] = []
    for one in those:
        at = 0
        for name in one["values"]:
            if name not in out:
                out.insert(at, name)
            at = out.index(name) + 1
    return out


def _table(headings: list[str], rows: list[str], count: int, kind: str) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{escape(heading)}" for heading in headings)
    left = count - len(rows)
    more = f"<p class=soft>{say('и ещё', 'and')} {left}{say('', ' more')}</p>" if left else ""
    return f'<div class="scroll {kind}"><table><thead><tr>{head}<tbody>\n' + "\n".join(rows) + f"\n</table></div>{more}"
