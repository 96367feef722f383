"""What formulas come to: the engine is formualizer, the grammar and the errors are Google's."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sheets_server.changes import Change, Inputs, changes_of, entered, inputs_of
from sheets_server.formula_text import Home, Template, UnresolvedError, stacked
from sheets_server.formula_tokens import ParseError
from sheets_server.parsing import tidy
from sheets_server.ranges import cell_a1
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

CIRCULAR = "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
MORE_ROWS = "Result was not automatically expanded, please insert more {what} ({count})."
PARSE_ERROR = "Formula parse error."
UNRESOLVED = "Unresolved sheet name '{name}'."
IN_THE_WAY = "Array result was not expanded because it would overwrite data in {cell}."
ERRORS: dict[str, tuple[str, str]] = {
    "Div": ("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero."),
    "Value": ("VALUE", "A parameter expects number values, but a text was given that cannot be coerced to a number."),
    "Ref": ("REF", "Reference does not exist."),
    "Name": ("NAME", "Unknown function or range name."),
    "Num": ("NUM", "The result is out of range."),
    "Na": ("N_A", "Value not available."),
    "Null": ("NULL_VALUE", "Intersection is empty."),
    "Circ": ("REF", CIRCULAR),
    "Error": ("ERROR", PARSE_ERROR),
    "Spill": ("REF", "Array result was not expanded because it would overwrite data."),
}
REMEMBERED = 50
"""Spreadsheets whose last results are kept."""
ENGINES = 2
"""Spreadsheets whose engines are kept running."""
LARGE = 50_000
"""Cells from which on that is worth the memory."""
NOTHING: Json = {}
CHANGES = 50_000
"""Changed cells up to which telling them is faster than beginning anew."""


@dataclass(slots=True)
class Remembered:
    """The last calculation of a spreadsheet: what it was made of, and what came out."""

    inputs: Inputs
    names: dict[str, Json]
    locale: str
    results: list[dict[Place, Json]]
    made: "Calculation | None" = None
    """With the engine still running, where the spreadsheet is large."""


@dataclass(slots=True)
class Calculation:
    """One calculation of a whole spreadsheet."""

    spreadsheet: Spreadsheet
    engine: Any
    results: dict[int, dict[Place, Json]]
    shape: str
    """All that the meaning of a reference depends on: titles, sizes, names, the locale."""
    wanted: dict[int, dict[Place, str]] = field(default_factory=dict)
    """Formulas for the engine."""
    spilling: dict[int, list[Place]] = field(default_factory=dict)
    """By sheet, the formulas that the engine may spill."""
    volatile: bool = False
    refused: dict[tuple[int, int, int], Json] = field(default_factory=dict)
    """Formulas that never came to the engine, by sheet, row and column."""
    unresolved: dict[tuple[int, int, int], str] = field(default_factory=dict)
    """Names of sheets that are not there, by the sheet, row and column of the formula."""

    def refuse(self, number: int, place: Place, kind: str, message: str) -> None:
        """Make a formula an error by itself; what asks for it is one too."""
        self.refused[number, *place] = error_value(kind, message)
        self.engine.set_formula(f"S{number}", place[0] + 1, place[1] + 1, "=#REF!")

    def templates(self, text: str, sheet: Sheet, place: Place) -> list[Template]:
        """A formula's templates, from the last time if the grids are as they were; raises ParseError."""
        common = (text, sheet.id, self.shape)
        known = TEMPLATES.get(common) or TEMPLATES.get((*common, place))
        if known is None:
            if len(TEMPLATES) > MOST_TEMPLATES:
                TEMPLATES.clear()
            known = stacked(text, Home(self.spreadsheet, sheet, place))
            TEMPLATES[(*common, place) if any(one.local for one in known) else common] = known
        return known


TEMPLATES: dict[tuple[Any, ...], list[Template]] = {}
MOST_TEMPLATES = 50_000
ROWS_AT_ONCE = 1000
"""The engine takes five times as long for 50,000 rows at once."""
LAST: dict[str, Remembered] = {}


def calculate(spreadsheet: Spreadsheet, now: datetime | None = None) -> None:
    """Put into each sheet's `results` what its formulas come to; the last results where nothing has changed."""
    inputs = inputs_of(spreadsheet)
    if not any("formulaValue" in (entered(cell) or NOTHING) for *_, cells in inputs for cell in cells.values()):
        LAST.pop(spreadsheet.id, None)
        for sheet in spreadsheet.sheets:
            sheet.results = {}
        return
    known, volatile = LAST.get(spreadsheet.id), False
    settings = spreadsheet.named_ranges, str(spreadsheet.properties.get("locale", "en_US"))
    changes = changes_of(known.inputs, inputs, spreadsheet) if known and (known.names, known.locale) == settings else None
    if changes is None or changes:
        known = again(known, spreadsheet, inputs, changes) if known and changes else None
        if known is None:
            made = calculated(spreadsheet, inputs, now)
            results = [made.results[sheet.id] for sheet in spreadsheet.sheets]
            large, volatile = sum(len(entry[4]) for entry in inputs) > LARGE, made.volatile
            known = Remembered(inputs, dict(settings[0]), settings[1], results, made if large else None)
        remember(spreadsheet.id, known, keep=not volatile)
    assert known is not None
    for sheet, found in zip(spreadsheet.sheets, known.results, strict=True):
        sheet.results = dict(found)


def remember(key: str, known: Remembered, *, keep: bool) -> None:
    """Keep the last results of a spreadsheet, unless they depend on the clock; the oldest make room."""
    LAST.pop(key, None)
    if keep:
        LAST[key] = known
    while len(LAST) > REMEMBERED:
        LAST.pop(next(iter(LAST)))
    running = [known for known in LAST.values() if known.made]
    for old in running[:-ENGINES]:
        old.made = None


def again(known: Remembered, spreadsheet: Spreadsheet, inputs: Inputs, changes: list[Change]) -> Remembered | None:
    """The results once the engine that still runs has been told what has changed; None where it must begin anew."""
    from sheets_server.recalculation import told  # noqa: PLC0415 - which needs what is here

    if known.made is None or len(changes) > CHANGES:
        return None
    LAST.pop(spreadsheet.id, None)
    results = told(known.made, changes, spreadsheet)
    return None if results is None else Remembered(inputs, known.names, known.locale, results, known.made)


def calculated(spreadsheet: Spreadsheet, inputs: Inputs, now: datetime | None) -> Calculation:
    """The results of each sheet, and whatever may be needed to go on from there."""
    shape = repr([entry[:4] for entry in inputs] + [spreadsheet.named_ranges, spreadsheet.properties.get("locale")])
    made = Calculation(spreadsheet, new_engine(spreadsheet, now), {sheet.id: {} for sheet in spreadsheet.sheets}, shape)
    for (number, _, _, _, cells), sheet in zip(inputs, spreadsheet.sheets, strict=True):
        made.engine.add_sheet(f"S{number}")
        values = {place: value for place, cell in cells.items() if (value := entered(cell))}
        fill(made.engine, f"S{number}", {place: worth(value) for place, value in values.items() if "formulaValue" not in value})
        made.wanted[number] = {}
        for place, value in values.items():
            if "formulaValue" in value:
                plan(made, sheet, place, value["formulaValue"])
    work_out(made)
    return made


def work_out(made: Calculation) -> None:
    """Let the engine work, and take over what came out; arrays that spill into what they ask for are circular."""
    from formualizer import ExcelEvaluationError  # noqa: PLC0415

    for number, formulas in made.wanted.items():
        for place, text in formulas.items():
            enter(made, number, place, text)
    try:
        made.engine.evaluate_all()
    except ExcelEvaluationError:
        for number, places in made.spilling.items():
            for place in places:
                made.refuse(number, place, "REF", CIRCULAR)
        made.engine.evaluate_all()
    take_over(made)


def take_over(made: Calculation) -> None:
    """What came out, as results; errors that the engine does not know by their Google names."""
    for number, formulas in made.wanted.items():
        for place in formulas:
            made.results[number][place] = outcome(made.engine.get_value(f"S{number}", place[0] + 1, place[1] + 1))
    for number in made.spilling:
        collect_spills(made, made.spreadsheet.sheet(number))
    for (number, *place), error in made.refused.items():
        made.results[number][place[0], place[1]] = error
    for (number, *place), name in made.unresolved.items():
        error = made.results[number][place[0], place[1]].get("errorValue", {})
        if error.get("type") == "REF":
            error["message"] = UNRESOLVED.format(name=name)


def new_engine(spreadsheet: Spreadsheet, now: datetime | None) -> Any:
    """An empty workbook of the engine, with the spreadsheet's clock and Google's own functions."""
    import formualizer  # noqa: PLC0415

    workbook = formualizer.Workbook()
    workbook.set_changelog_enabled(False)  # twice as fast, and nobody here undoes
    workbook.set_temporal_egress("serial")
    zone = ZoneInfo(str(spreadsheet.properties.get("timeZone", "Etc/GMT")))
    local = (now or datetime.now(UTC)).astimezone(zone).replace(tzinfo=UTC)
    workbook.set_deterministic_clock(local)
    for title, (function, least, most) in GOOGLE_FUNCTIONS.items():
        workbook.register_function(title, function, min_args=least, max_args=most, allow_override_builtin=True)
    return workbook


def worth(value: Json) -> Any:
    """An ExtendedValue as the engine takes it."""
    if "errorValue" in value:
        return None
    return next(iter(value.values()))


def fill(engine: Any, name: str, values: dict[Place, Any]) -> None:
    """Put plain values in, the rectangle around them in batches."""
    if not values:
        return
    rows = max(row for row, _ in values) + 1
    columns = max(column for _, column in values) + 1
    if rows * columns > 20 * len(values) + 1000:
        for (row, column), value in values.items():
            engine.set_value(name, row + 1, column + 1, value)
        return
    for top in range(0, rows, ROWS_AT_ONCE):
        block = [[values.get((row, column)) for column in range(columns)] for row in range(top, min(top + ROWS_AT_ONCE, rows))]
        engine.set_values_batch(name, top + 1, 1, block)


def plan(made: Calculation, sheet: Sheet, place: Place, text: str) -> None:
    """Decide which cells a formula fills and what the engine shall work out in each."""
    try:
        templates = made.templates(text, sheet, place)
    except ParseError:
        made.refuse(sheet.id, place, "ERROR", PARSE_ERROR)
        return
    except UnresolvedError as missing:
        made.refuse(sheet.id, place, "REF", UNRESOLVED.format(name=missing))
        return
    rows, columns = sum(one.rows for one in templates), max(one.columns for one in templates)
    made.volatile = made.volatile or any(one.volatile for one in templates)
    refusal = no_room(sheet, place, rows, columns)
    if refusal:
        made.refuse(sheet.id, place, "REF", refusal)
        return
    if any(one.spills for one in templates):
        made.spilling.setdefault(sheet.id, []).append(place)
    made.unresolved |= {(sheet.id, *place): one.unresolved for one in templates if one.unresolved}
    top = place[0]
    for template in templates:
        lay(made.wanted[sheet.id], template, (top, place[1]))
        top += template.rows


def error_value(kind: str, message: str) -> Json:
    """An error as ExtendedValue."""
    return {"errorValue": {"type": kind, "message": message}}


def lay(wanted: dict[Place, str], template: Template, corner: Place) -> None:
    """Write a template's formulas into the cells that it fills."""
    for row in range(template.rows):
        for column in range(template.columns):
            wanted[corner[0] + row, corner[1] + column] = template.at(row, column)


def no_room(sheet: Sheet, place: Place, rows: int, columns: int) -> str:
    """Why an array does not fit there, in Google's words; empty if it does."""
    row, column = place
    if row + rows > sheet.row_count > 0:
        return MORE_ROWS.format(what="rows", count=row + rows - sheet.row_count)
    if column + columns > sheet.column_count > 0:
        return MORE_ROWS.format(what="columns", count=column + columns - sheet.column_count)
    for down in range(rows):
        for right in range(columns):
            if (down or right) and sheet.entered((row + down, column + right)):
                return IN_THE_WAY.format(cell=cell_a1(row + down, column + right))
    return ""


def enter(made: Calculation, number: int, place: Place, text: str) -> None:
    """Give the engine a formula; one that it cannot read, or that asks for itself, is an error."""
    try:
        made.engine.set_formula(f"S{number}", place[0] + 1, place[1] + 1, text)
    except RuntimeError as problem:
        circular = "#CIRC!" in str(problem)
        made.refuse(number, place, *(("REF", CIRCULAR) if circular else ("ERROR", PARSE_ERROR)))


def outcome(value: Any) -> Json:
    """What the engine worked out, as ExtendedValue."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, (int, float)):
        return {"numberValue": tidy(float(value))} if math.isfinite(value) else error_value(*ERRORS["Num"])
    if isinstance(value, dict):
        kind, message = ERRORS.get(str(value.get("kind")), ("ERROR", PARSE_ERROR))
        return error_value(kind, value.get("message") or message)
    return {"stringValue": "" if value is None else str(value)}


def collect_spills(made: Calculation, sheet: Sheet) -> None:
    """Results that the engine spilled into cells in which nobody wrote anything."""
    found = made.results[sheet.id]
    for row in range(sheet.row_count):
        for column in range(sheet.column_count):
            place = (row, column)
            if place not in found and not sheet.entered(place):
                value = made.engine.get_value(f"S{sheet.id}", row + 1, column + 1)
                if value is not None:
                    found[place] = outcome(value)


def said(value: Any) -> str:
    """A value as text, whole numbers without a point."""
    if value is None or isinstance(value, str):
        return value or ""
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(tidy(float(value)))


def extracted(text: Any, pattern: Any) -> str:
    """REGEXEXTRACT: the first group, or the whole match."""
    found = re.search(said(pattern), said(text))
    if found is None:
        raise ValueError("no match")
    return found[1] if found.groups() else found[0]


GOOGLE_FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int | None]] = {
    "REGEXMATCH": (lambda text, pattern: re.search(said(pattern), said(text)) is not None, 2, 2),
    "REGEXEXTRACT": (extracted, 2, 2),
    "REGEXREPLACE": (lambda text, old, new: re.sub(said(old), re.sub(r"\$(\d)", r"\\\1", said(new)), said(text)), 3, 3),
    "UPPER": (lambda text: said(text).upper(), 1, 1),
    "LOWER": (lambda text: said(text).lower(), 1, 1),
    "TO_TEXT": (said, 1, 1),
    "ISEMAIL": (lambda text: re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", said(text)) is not None, 1, 1),
}
