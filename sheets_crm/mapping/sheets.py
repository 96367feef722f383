"""One sheet under study: its header row, titles, and the profile of each column, made only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sheets_crm.mapping.lexicon import Lexicon
from sheets_crm.mapping.profiles import Profile, profile
from sheets_crm.mapping.records import record_rows
from sheets_crm.mapping.titles import WIDEST, Title, Top, looks_like_header, rows_between, titles, top
from sheets_crm.mapping.words import OF_OTHERS, tokens
from sheets_crm.model.snapshot import Grid

CLEARLY_MORE = 0.5
MATCHED = 0.5
MOSTLY = 0.9


@dataclass(frozen=True, eq=False)
class Studied:
    """A sheet with its header found: `header_row` is 0 when the data begin in row 1 without a header."""

    grid: Grid
    words: Lexicon
    header_row: int
    titles: Mapping[int, Title]
    matched: float
    _profiles: dict[int, Profile] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The columns worth a look, from the left."""
        used = {number for number, column in self.grid.columns.items() if len(column.rows)}
        return tuple(sorted(used | set(self.titles)))[:WIDEST]

    @cached_property
    def last_row(self) -> int:
        """The last row that holds a record."""
        rows = record_rows(self.grid, self.header_row)
        return int(rows[-1]) if len(rows) else self.header_row

    def profile(self, column: int) -> Profile:
        """Return what stands below a column's header."""
        if column not in self._profiles:
            self._profiles[column] = profile(self.grid.columns[column], self.header_row, self.last_row)
        return self._profiles[column]

    def meanings(self, column: int, kind: str) -> Mapping[str, float]:
        """Return the keys that a column's header may mean on a sheet of this kind, with the strength of each."""
        title = self.titles.get(column)
        if title is None:
            return {}
        return meanings(self.words, title, kind) or self.words.asked(title.text, self.grid.name, kind)


def meanings(words: Lexicon, title: Title, kind: str) -> Mapping[str, float]:
    """Return the keys that a header, or else it and the group that it stands under, may mean."""
    if any(word in OF_OTHERS for word in tokens(title.above)):
        return {}
    said = words.lookup(title.text, kind)
    if said or not title.above:
        return said
    return words.lookup(title.full, kind) or words.crossed(title.above, title.text, kind)


def study(grid: Grid, words: Lexicon) -> Studied:
    """Find a sheet's header: the row of its upper rows whose words are known best."""
    sheet = top(grid)
    start = _above_data(sheet)
    best = Studied(grid, words, start, titles(sheet, start), 0.0)
    for row, cells in sheet.rows.items():
        if not looks_like_header(cells):
            continue
        below = row == best.header_row + 1 and best.matched > 0
        if not (below or any(words.familiar(str(value)) for value in cells.values())):
            continue
        named = titles(sheet, row)
        matched = _matched(words, named)
        if below and _second_line(words, [named.get(column, Title("")) for column in cells]) and matched > MOSTLY * best.matched:
            best = Studied(grid, words, row, named, matched)
            continue
        own = _matched(words, {column: Title(sheet.text(row, column)) for column in cells})
        if own >= MATCHED and matched > best.matched + (CLEARLY_MORE if best.matched else 0):
            best = Studied(grid, words, row, named, matched)
    return best


def _second_line(words: Lexicon, under: list[Title]) -> bool:
    """Say whether each cell of a row, read with what stands above it, is a header («Телефон» over «рабочий», «мобильный»)."""
    return len(under) > 1 and any(all(meanings(words, title, kind) for title in under) for kind in words.phrases)


def studied_at(grid: Grid, words: Lexicon, header_row: int) -> Studied:
    """Study a sheet whose header row is known."""
    named = titles(rows_between(grid, header_row - 1, header_row), header_row) if header_row else {}
    return Studied(grid, words, header_row, named, _matched(words, named))


def _matched(words: Lexicon, named: Mapping[int, Title]) -> float:
    """Add up how sure the headers are, on the kind of sheet that suits them best."""
    some = [title for _, title in sorted(named.items())[:WIDEST]]
    return max(sum(max(meanings(words, title, kind).values(), default=0.0) for title in some) for kind in words.phrases)


def _above_data(sheet: Top) -> int:
    """Where no header is known, take a row of words above rows of data for one, else what is above the first full row."""
    width = max((len(row) for row in sheet.rows.values()), default=0)
    full = [number for number, row in sheet.rows.items() if 2 * len(row) > width]
    if (
        len(full) > 1
        and looks_like_header(sheet.rows[full[0]])
        and not any(looks_like_header(sheet.rows[row]) for row in full[1:4])
    ):
        return full[0]
    return full[0] - 1 if full else 0
