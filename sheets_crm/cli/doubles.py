"""What `duplicates` does: finds, and shows clusters side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli import document, show
from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.engine.duplicates import Compared, duplicates_of
from sheets_crm.errors import UsageError
from sheets_crm.linkage.engines import NATIVE
from sheets_crm.linkage.engines import engine as engine_named
from sheets_crm.matching.columns import KEYS
from sheets_crm.matching.duplicates import Cluster
from sheets_crm.model.text import Text

CERTAIN = 0.95
FEW = 20
SHOWN_ROWS = 8
SEARCHING = Text("Ищу дубли", "Looking for duplicates")


def find_and_show(
    name: str, columns: Sequence[str], config_file: Path | None, *, engine: str = NATIVE, json: bool, everything: bool
) -> int:
    """Find duplicates and show them, as text or as JSON; return the exit status: 1 when there are any."""
    named, link = tuple(map(_named, columns)), engine_named(engine)
    config = open_config(config_file, name)
    with progress(quiet=json) as told:
        told(SEARCHING, 1, 1)
        compared = duplicates_of(open_book(name, config), config, named, link)
    if json:
        document.put(_document(compared))
    else:
        _show(compared, everything=everything)
    return int(bool(compared.found.clusters))


def _named(said: str) -> tuple[str, str]:
    key, _, title = said.partition("=")
    if key.strip() not in KEYS or not title.strip():
        raise UsageError(
            Text(f"непонятно: {said}", f"not understood: {said}"),
            where="--map",
            mend=Text(f"Нужно КЛЮЧ=СТОЛБЕЦ, ключи: {', '.join(KEYS)}", f"It takes KEY=COLUMN, the keys are: {', '.join(KEYS)}"),
        )
    return key.strip(), title.strip()


def _document(compared: Compared) -> dict[str, Any]:
    found = compared.found
    return {
        "rows": found.rows,
        "clusters": [_cluster(compared, one) for one in found.clusters],
        "doubtful": [_cluster(compared, one) for one in found.doubtful],
    }


def _cluster(compared: Compared, one: Cluster) -> dict[str, Any]:
    places = [compared.place(row) for row in one.rows]
    return {
        "rows": [compared.number(row) for row in one.rows],
        "places": [{"sheet": part.sheet, "row": int(part.rows[at])} for part, at in places],
        "ids": [part.ids[at] for part, at in places],
        "score": one.score,
        "reasons": [reason.in_(spoken()) for reason in one.reasons],
    }


def _show(compared: Compared, *, everything: bool) -> None:
    found = compared.found
    certain = [one for one in found.clusters if one.score >= CERTAIN]
    likely = [one for one in found.clusters if one.score < CERTAIN]
    _group(compared, say("Один и тот же клиент", "The same client"), certain, everything=everything)
    _group(compared, say("Похоже, один клиент", "Probably the same client"), likely, everything=everything)
    _group(compared, say("Решать человеку", "For a person to decide"), found.doubtful, everything=everything)
    if not found.clusters and not found.doubtful:
        show.CONSOLE.print(say(f"Дублей не найдено. Строк: {found.rows}", f"No duplicates found. Rows: {found.rows}"))


def _group(compared: Compared, heading: str, clusters: Sequence[Cluster], *, everything: bool) -> None:
    if not clusters:
        return
    show.CONSOLE.print(f"\n[bold]{heading}: {len(clusters)}[/bold]")
    for one in clusters if everything else clusters[:FEW]:
        _one(compared, one)
    if not everything and len(clusters) > FEW:
        more = say(f"… и ещё {len(clusters) - FEW} (все: --all)", f"… and {len(clusters) - FEW} more (all of them: --all)")
        show.CONSOLE.print(f"[dim]{more}[/dim]")


def _one(compared: Compared, cluster: Cluster) -> None:
    """Show the rows of a cluster under each other, in the columns in which any of them says something."""
    places = [compared.place(row) for row in cluster.rows[:SHOWN_ROWS]]
    titles = list(dict.fromkeys(title for part, _ in places for _, title, _ in part.columns))
    several = len(compared.parts) > 1
    lines = [[_where(part.sheet, int(part.rows[at]), several=several), *_cells(part.columns, at, titles)] for part, at in places]
    said = [column for column in range(1, len(titles) + 1) if any(line[column] for line in lines)]
    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    grid.add_column("", no_wrap=True)
    for column in said:
        grid.add_column(escape(titles[column - 1]), header_style="dim", overflow="fold")
    for line in lines:
        grid.add_row(*(escape(line[column]) for column in (0, *said)))
    reasons = "; ".join(reason.in_(spoken()) for reason in cluster.reasons)
    show.CONSOLE.print(f"[cyan]{cluster.score:.0%}[/cyan] {escape(reasons)}")
    show.CONSOLE.print(grid)
    if len(cluster.rows) > SHOWN_ROWS:
        show.CONSOLE.print(f"[dim]… {say('строк ещё', 'more rows')}: {len(cluster.rows) - SHOWN_ROWS}[/dim]")
    show.CONSOLE.print()


def _where(sheet: str, row: int, *, several: bool) -> str:
    return f"{quoted(sheet)} {row}" if several else str(row)


def _cells(columns: Sequence[tuple[str, str, list[str]]], at: int, titles: Sequence[str]) -> list[str]:
    said = {
        title: "; ".join(dict.fromkeys(texts[at] for _, name, texts in columns if name == title and texts[at]))
        for title in titles
    }
    return [said[title] for title in titles]
