"""What `duplicates` does: finds, and shows clusters side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.telling import document, show
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
FOUND = (
    Text("Один и тот же клиент", "The same client"),
    Text("Похоже, один клиент", "Probably the same client"),
    Text("Дублей не найдено. Строк: {rows}", "No duplicates found. Rows: {rows}"),
)
FOUND_IN_BOTH = (
    Text("Уже есть в книге", "In the book already"),
    Text("Похоже, уже есть в книге", "Probably in the book already"),
    Text("Никого из этого файла в книге нет. Строк в файле: {rows}", "Nobody in this file is in the book. Rows in it: {rows}"),
)
FOR_A_PERSON = Text("Решать человеку", "For a person to decide")
SEARCHING = Text("Ищу дубли", "Looking for duplicates")


@dataclass(frozen=True)
class Asked:
    """What a person asked for: a book, its columns as KEY=COLUMN, a file that is held against it, and what compares."""

    name: str
    columns: tuple[str, ...] = ()
    against: str | None = None
    engine: str = NATIVE


def find_and_show(asked: Asked, config_file: Path | None, *, json: bool, everything: bool) -> int:
    """Find duplicates and show them, as text or as JSON; return the exit status: 1 when there are any."""
    named, link = tuple(map(_named, asked.columns)), engine_named(asked.engine)
    config = open_config(config_file, asked.name)
    with progress(quiet=json) as told:
        told(SEARCHING, 1, 1)
        against = open_book(asked.against, config) if asked.against else None
        compared = duplicates_of(open_book(asked.name, config), config, named, link, against)
    if json:
        document.put(_document(compared, sides=against is not None))
    else:
        _show(compared, FOUND_IN_BOTH if against else FOUND, everything=everything)
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


def _document(compared: Compared, *, sides: bool) -> dict[str, Any]:
    found = compared.found
    return {
        "rows": found.rows,
        "clusters": [_cluster(compared, one, sides=sides) for one in found.clusters],
        "doubtful": [_cluster(compared, one, sides=sides) for one in found.doubtful],
    }


def _cluster(compared: Compared, one: Cluster, *, sides: bool) -> dict[str, Any]:
    places = [compared.place(row) for row in one.rows]
    told = {"sides": [part.side for part, _ in places]} if sides else {}
    return {
        "rows": [compared.number(row) for row in one.rows],
        "places": [{"sheet": part.sheet, "row": int(part.rows[at])} for part, at in places],
        "ids": [part.ids[at] for part, at in places],
        "score": one.score,
        "reasons": [reason.in_(spoken()) for reason in one.reasons],
        **told,
    }


def _show(compared: Compared, words: Sequence[Text], *, everything: bool) -> None:
    found, (same, alike, none) = compared.found, words
    certain = [one for one in found.clusters if one.score >= CERTAIN]
    likely = [one for one in found.clusters if one.score < CERTAIN]
    for heading, clusters in ((same, certain), (alike, likely), (FOR_A_PERSON, found.doubtful)):
        _group(compared, heading.in_(spoken()), clusters, everything=everything)
    if not found.clusters and not found.doubtful:
        rows = sum(len(part.rows) for part in compared.parts if part.side == compared.parts[-1].side)
        show.CONSOLE.print(none.in_(spoken()).format(rows=rows))


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
