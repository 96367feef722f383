"""Cells straight out of a plain sheet's bytes, thousands at a time; what is unusual is read one by one, or declined."""

from __future__ import annotations

import numpy as np

from sheets_crm.books.xlsx.cells.date_styles import Shows
from sheets_crm.books.xlsx.reading.cell_events import CellEvents
from sheets_crm.books.xlsx.reading.cell_heads import OTHER, TYPES, Heads, counted, read_heads
from sheets_crm.books.xlsx.reading.gathering import Gathering, Segment
from sheets_crm.books.xlsx.reading.inline_texts import InlineTexts
from sheets_crm.books.xlsx.reading.numerals import Mask, Places, decimals, digits, floats
from sheets_crm.books.xlsx.reading.row_heads import ROW, RowHeads, read_rows, within
from sheets_crm.books.xlsx.reading.tags import OddError, Tags, bare, code
from sheets_crm.model.addresses import parse_address
from sheets_crm.model.cells import Kind

CELL, BARE_CELL, NO_CELL, CELL_END = code(b"c "), code(b"c>"), code(b"c/"), code(b"/c")
VALUE, NO_VALUE, VALUE_END = code(b"v>"), code(b"v/"), code(b"/v")
FORMULA, FORMULA_WITH, NO_FORMULA, FORMULA_END = code(b"f>"), code(b"f "), code(b"f/"), code(b"/f")
INLINE, INLINE_END, TEXT, TEXT_WITH, TEXT_END = code(b"is"), code(b"/i"), code(b"t>"), code(b"t "), code(b"/t")
NO_TEXT, ROW_END = code(b"t/"), code(b"/r")
KNOWN = frozenset(
    {0, ROW, ROW_END, CELL, BARE_CELL, NO_CELL, CELL_END, VALUE, NO_VALUE, VALUE_END, FORMULA, FORMULA_WITH, NO_FORMULA}
    | {FORMULA_END, INLINE, INLINE_END, TEXT, TEXT_WITH, NO_TEXT, TEXT_END}
)
TYPE_NAMES = tuple(TYPES)
SHARED, BOOL, FORMULA_TEXT = TYPES["s"], TYPES["b"], TYPES["str"]
NUMERIC = (TYPES[""], TYPES["n"])
NUMBER = np.uint8(Shows.NUMBER)
INDEX_DIGITS = 9


class CellBytes:
    """Reads blocks of whole rows into a Gathering, beside the CellEvents of the same sheet."""

    def __init__(self, gathering: Gathering, events: CellEvents) -> None:
        """Take where the cells go, and who reads what this declines."""
        self.gathering, self.events = gathering, events
        self.styles = gathering.workings.styles
        self.texts = InlineTexts(gathering)
        self.shifts = np.array([0, gathering.workings.shift, 0])

    def read(self, block: bytes, prefix: bytes) -> bool:
        """Read all cells of a block whose tags have this prefix; False, with nothing read, when it is not plain enough."""
        try:
            self._read(Tags.of(bare(block, prefix)))
        except (OddError, ValueError, OverflowError):
            return False
        return True

    def _read(self, tags: Tags) -> None:
        cells, live = cells_of(tags)
        rows = read_rows(tags, self.events.row)
        addressed = not len(cells) or "r" in tags.attributes(int(cells[0]))
        places = None
        if not addressed:
            every, filled = counted(tags, cells, rows), np.searchsorted(cells, live)
            places = every[0][filled], every[1][filled]
        formula = np.isin(tags.codes[live + 1], (FORMULA, FORMULA_WITH, NO_FORMULA))
        values = live + 1 + np.where(formula, 2 - (tags.raw[tags.ends[live + 1] - 1] == ord("/")), 0)
        plain, inline = shapes(tags, values, live, formula)
        heads = read_heads(tags, live, places)
        found = self._values(tags, heads, np.where(inline, values + 1, values), plain, inline)
        self._rows(tags, rows, cells if addressed else None)
        for at in np.flatnonzero(formula).tolist():
            tag = int(live[at]) + 1
            text = tags.text(tag) if values[at] > tag + 1 else ""
            self.gathering.formula(int(heads.rows[at]), int(heads.columns[at]), tags.attributes(tag), text)
        keep = (found.kinds != Kind.EMPTY) | formula
        self.gathering.flush()
        self.gathering.add(heads.columns[keep].astype(np.int32), found.pick(keep))

    def _rows(self, tags: Tags, rows: RowHeads, addressed: Places | None) -> None:
        """Take what rows say; cells that are `addressed` tell where a row stands, too: there only the parser follows all."""
        hidden, last = rows.hidden(tags), int(rows.numbers[-1])
        if addressed is not None:
            alone = not len(addressed) or addressed[-1] < rows.tags[-1]
            if not rows.told[hidden].all() or (alone and not rows.told[-1]):
                raise OddError
            last = last if alone else parse_address(tags.attributes(int(addressed[-1])).get("r", ""))[0]
        self.events.hidden_rows |= within(rows.numbers[hidden])
        self.events.row, self.events.column = last, 0

    def _values(self, tags: Tags, heads: Heads, tag: Places, plain: Mask, inline: Mask) -> Segment:
        size = len(heads.tags)
        numbers, refs = np.full(size, np.nan), np.full(size, -1, np.int32)
        styles = np.minimum(heads.styles, len(self.styles.shows) - 1)
        cells = Segment(heads.rows.astype(np.int32), np.zeros(size, np.uint8), numbers, refs, self.styles.formats[styles])
        done = ~(plain | inline)
        start, end = tags.ends[tag] + 1, tags.starts[np.minimum(tag + 1, len(tags.starts) - 1)]
        plain &= end > start
        done |= end == start
        for is_type, read in (
            (heads.types == SHARED, self._shared),
            (np.isin(heads.types, NUMERIC), self._numbers),
            (heads.types == BOOL, self._bools),
        ):
            chosen = np.flatnonzero(plain & is_type)
            if len(chosen):
                done[chosen] = read(tags, start[chosen], end[chosen], styles[chosen], cells, chosen)
        texts = inline | (plain & (heads.types == FORMULA_TEXT))
        chosen = np.flatnonzero(texts & ~done)
        if len(chosen):
            cells.kinds[chosen] = Kind.TEXT
            cells.refs[chosen] = self.texts.refs(tags.block, start[chosen], end[chosen], heads.columns[chosen])
        for at in np.flatnonzero(~done & ~texts).tolist():
            self._one(cells, at, tags.text(int(tag[at])), heads)
        return cells

    def _shared(self, tags: Tags, start: Places, end: Places, _: Places, cells: Segment, chosen: Places) -> Mask:
        index, after = digits(tags.raw, start, INDEX_DIGITS)
        fits: Mask = after == end
        index, chosen = index[fits], chosen[fits]
        if len(index) and index.max() >= len(self.gathering.workings.strings):
            raise OddError
        blank = self.gathering.workings.blank[index]
        cells.kinds[chosen] = np.where(blank, np.uint8(Kind.EMPTY), np.uint8(Kind.TEXT))
        cells.refs[chosen] = np.where(blank, -1, index)
        return fits

    def _numbers(self, tags: Tags, start: Places, end: Places, styles: Places, cells: Segment, chosen: Places) -> Mask:
        values, fits = decimals(tags.raw, start, end)
        rest = np.flatnonzero(~fits)
        values[rest] = floats(tags.block, start[rest], end[rest])
        fits = np.isfinite(values)
        shows = self.styles.shows[styles]
        kinds = np.where(shows == NUMBER, np.uint8(Kind.NUMBER), np.uint8(Kind.DATE))
        cells.kinds[chosen[fits]] = kinds[fits]
        cells.numbers[chosen[fits]] = (values + self.shifts[shows])[fits]
        return fits

    def _bools(self, tags: Tags, start: Places, end: Places, _: Places, cells: Segment, chosen: Places) -> Mask:
        fits: Mask = end - start == 1
        cells.kinds[chosen[fits]] = Kind.BOOL
        cells.numbers[chosen[fits]] = tags.raw[start[fits]] == ord("1")
        return fits

    def _one(self, cells: Segment, at: int, text: str, heads: Heads) -> None:
        kind = int(heads.types[at])
        named = TYPE_NAMES[kind] if kind < OTHER else "str"
        meaning = self.gathering.workings.meaning(named, int(heads.styles[at]), text)
        cells.kinds[at], cells.numbers[at] = meaning.kind, meaning.number
        cells.refs[at] = meaning.shared if meaning.text is None else self.gathering.text(meaning.text)


def cells_of(tags: Tags) -> tuple[Places, Places]:
    """Return the tags of all cells, and of those that hold anything at all; OddError when there are tags that are not plain."""
    if not KNOWN.issuperset(np.flatnonzero(np.bincount(tags.codes, minlength=1)).tolist()):
        raise OddError
    cells = np.flatnonzero((tags.codes == CELL) | (tags.codes == BARE_CELL) | (tags.codes == NO_CELL))
    live = cells[tags.raw[tags.ends[cells] - 1] != ord("/")]
    if len(live) != np.count_nonzero(tags.codes == CELL_END):
        raise OddError
    return cells, live[tags.codes[live + 1] != CELL_END]


def shapes(tags: Tags, values: Places, live: Places, formula: Mask) -> tuple[Mask, Mask]:
    """Tell which cells hold a `<v>` and which a plain `<is>`; OddError when a cell is of neither shape, nor without a value."""
    codes = tags.codes
    written = ~formula | (values == live + 2) | (codes[live + 2] == FORMULA_END)
    what, second, third = codes[values], codes[values + 1], codes[values + 2]
    plain = (what == VALUE) & (second == VALUE_END) & (third == CELL_END)
    none = (what == CELL_END) | ((what == NO_VALUE) & (second == CELL_END))
    inline = (what == INLINE) & ((second == TEXT) | (second == TEXT_WITH)) & (third == TEXT_END)
    inline &= (codes[values + 3] == INLINE_END) & (codes[values + 4] == CELL_END)
    if not (written & (plain | none | inline)).all():
        raise OddError
    return plain, inline
