"""setBasicFilter, clearBasicFilter, and filter views."""

from typing import Any

from sheets_server import fields
from sheets_server.conditions import Test, check_of
from sheets_server.errors import invalid
from sheets_server.number_formats import number_format
from sheets_server.ranges import Area, of_grid_range
from sheets_server.rendering import formatted
from sheets_server.requests.moving import grid_range
from sheets_server.requests.sorting import sort_rows
from sheets_server.requests.work import Work, mask_of
from sheets_server.spreadsheet import Json, Place, Sheet

NOT_IN_FILTERS = {"ONE_OF_LIST", "ONE_OF_RANGE", "BOOLEAN", "TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID"}


def set_basic_filter(work: Work, ask: Json) -> Json:
    """The filter of a tab, instead of the one it had; rows that it hides are hidden, and sorted if it says so."""
    given = ask.get("filter", {})
    check_conditions(given)
    area = filter_area(work, given)
    one = with_both_criteria(given) | {"range": grid_range(area.sheet.id, area.bounded())}
    area.sheet.basic_filter = one
    if one.get("sortSpecs"):
        top, left, bottom, right = area.bounded()
        if bottom - top > 1:
            sort_rows(work, Area(area.sheet, top + 1, left, bottom, right), one["sortSpecs"])
    hide(work, area, one)
    return {}


def check_conditions(given: Json) -> None:
    """Refuse conditions that only data validation takes."""
    both = [*given.get("criteria", {}).values(), *(spec.get("filterCriteria", {}) for spec in given.get("filterSpecs", []))]
    for kind in (criteria.get("condition", {}).get("type") for criteria in both):
        if kind in NOT_IN_FILTERS:
            raise invalid(f"ConditionType '{kind}' is not supported in filters.")


def filter_area(work: Work, given: Json) -> Area:
    """What a filter covers: its range, or that of its table."""
    if "tableId" in given:
        for sheet in work.spreadsheet.sheets:
            if given["tableId"] in sheet.tables:
                return of_grid_range(work.spreadsheet, sheet.tables[given["tableId"]]["range"])
        raise invalid(f"No table with id: {given['tableId']}")
    if "namedRangeId" in given:
        named = work.spreadsheet.named_ranges.get(given["namedRangeId"])
        if named is None:
            raise invalid(f"No named range with id: {given['namedRangeId']}")
        return of_grid_range(work.spreadsheet, named["range"])
    return work.area(given.get("range", {}))


def with_both_criteria(given: Json) -> Json:
    """A filter with its criteria in both forms, of which filterSpecs decides."""
    specs = given.get("filterSpecs")
    if specs is None:
        criteria = given.get("criteria", {})
        specs = [{"columnIndex": int(key), "filterCriteria": value} for key, value in sorted(criteria.items())]
    rest = {key: value for key, value in given.items() if key not in {"filterSpecs", "criteria"}}
    if not specs:
        return rest
    both = {str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {}) for spec in specs}
    return rest | {"criteria": both, "filterSpecs": specs}


def hide(work: Work, area: Area, one: Json) -> None:
    """Hide the rows that a filter does not let through, and show the others."""
    show_all(area.sheet)
    if one.get("filterSpecs"):
        work.calculate()
    top, _, bottom, _ = area.bounded()
    specs = [
        (spec.get("columnIndex", 0), criteria, check_of(work.spreadsheet, area.sheet, criteria.get("condition", {})))
        for spec in one.get("filterSpecs", [])
        for criteria in [spec.get("filterCriteria", {})]
    ]
    for row in range(top + 1, bottom) if specs else []:
        values = [area.sheet.effective((row, column)) for column, _, _ in specs]
        texts = [shown(work, area.sheet, (row, column)) for column, _, _ in specs]
        fits = (
            passes(text, value, criteria, test) for text, value, (_, criteria, test) in zip(texts, values, specs, strict=True)
        )
        if not all(fits):
            area.sheet.rows[row] = area.sheet.rows.get(row, {}) | {"hiddenByFilter": True}


def shown(work: Work, sheet: Sheet, place: Place) -> str:
    """What people see in a cell."""
    style = number_format(work.spreadsheet, sheet, place) or None
    return formatted(sheet.effective(place), style, work.spreadsheet.properties.get("locale", "en_US"))


def show_all(sheet: Sheet) -> None:
    """No row is hidden by a filter any more."""
    for row, held in list(sheet.rows.items()):
        rest = {key: value for key, value in held.items() if key != "hiddenByFilter"}
        if rest:
            sheet.rows[row] = rest
        else:
            del sheet.rows[row]


def passes(text: str, value: Json | None, criteria: Json, test: Test) -> bool:
    """Whether a cell that shows this text fits one column's criteria, whose condition is `test`."""
    return text not in criteria.get("hiddenValues", []) and test(value, text)


def clear_basic_filter(work: Work, ask: Json) -> Json:
    """The filter goes and all rows show."""
    sheet = work.spreadsheet.sheet(int(ask.get("sheetId", 0)))
    sheet.basic_filter = None
    show_all(sheet)
    return {}


def add_filter_view(work: Work, ask: Json) -> Json:
    """A filter view, which hides nothing for others."""
    given = ask.get("filter", {})
    check_conditions(given)
    area = filter_area(work, given)
    number = work.new_id(given.get("filterViewId"), area.sheet.filter_views, "Filter view")
    title = given.get("title") or free_title(area.sheet)
    check_title(area.sheet, title, None)
    view = {"filterViewId": number, "title": title, "range": grid_range(area.sheet.id, area.bounded())}
    area.sheet.filter_views[number] = with_both_criteria(given) | view
    return {"filter": area.sheet.filter_views[number]}


def free_title(sheet: Sheet) -> str:
    """`Filter 1` and so on."""
    titles = {one["title"] for one in sheet.filter_views.values()}
    return next(name for number in range(1, len(titles) + 2) if (name := f"Filter {number}") not in titles)


def check_title(sheet: Sheet, title: str, own: int | None) -> None:
    """Refuse a title that another view of the tab has."""
    if any(key != own and one["title"] == title for key, one in sheet.filter_views.items()):
        raise invalid(f'Cannot add filter view with name "{title}", a filter view with that name already exists.')


def view_of(work: Work, number: Any) -> Sheet:
    """The tab with that filter view."""
    for sheet in work.spreadsheet.sheets:
        if number in sheet.filter_views:
            return sheet
    raise invalid(f"No filter view with id: {number}")


def update_filter_view(work: Work, ask: Json) -> Json:
    """The masked fields of a view."""
    mask, given = mask_of(ask, "FilterView"), ask.get("filter", {})
    number = given.get("filterViewId", 0)
    sheet = view_of(work, number)
    new = fields.updated(sheet.filter_views[number], given, mask) | {"filterViewId": number}
    check_title(sheet, new.get("title", ""), number)
    del sheet.filter_views[number]
    area = filter_area(work, new)
    sheet.filter_views[number] = with_both_criteria(new) | {"range": grid_range(area.sheet.id, area.bounded())}
    return {}


def delete_filter_view(work: Work, ask: Json) -> Json:
    """The view goes."""
    number = ask.get("filterId", 0)
    del view_of(work, number).filter_views[number]
    return {}


def duplicate_filter_view(work: Work, ask: Json) -> Json:
    """A copy of a view under an ID and a title of its own."""
    sheet = view_of(work, ask.get("filterId", 0))
    number = work.spreadsheet.fresh_id()
    old = sheet.filter_views[ask.get("filterId", 0)]
    sheet.filter_views[number] = old | {"filterViewId": number, "title": f"Copy of {old['title']}"}
    return {"filter": sheet.filter_views[number]}
