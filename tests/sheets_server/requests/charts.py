"""addChart, updateChartSpec, updateEmbeddedObjectPosition, deleteEmbeddedObject, and slicers."""

from typing import Any

from sheets_server import fields
from sheets_server.errors import ApiError, invalid
from sheets_server.requests.colors import both_names, paired
from sheets_server.requests.work import Work, mask_of
from sheets_server.spreadsheet import Json, Sheet

WIDTH, HEIGHT = 600, 371
"""Pixels of a chart whose size nobody gave."""
FONT = "Roboto"
KINDS = "basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart"
"""As Google spells them."""
OVERLAY = {"widthPixels": WIDTH, "heightPixels": HEIGHT}


def add_chart(work: Work, ask: Json) -> Json:
    """A chart over a grid or on a sheet of its own."""
    given = ask.get("chart", {})
    spec = settled(given.get("spec", {}))
    number = fresh(work, given.get("chartId"))
    sheet, position = placed(work, given.get("position", {}))
    sheet.charts[number] = {"chartId": number, "spec": spec, "position": position}
    return {"chart": sheet.charts[number]}


def settled(spec: Json) -> Json:
    """A chart's spec as it is kept, with what Google adds to it; refused where it is none."""
    kinds = [key for key in spec if key.endswith("Chart")]
    if len(kinds) != 1:
        raise invalid(
            f"One of {KINDS} must be set on chartSpec" if not kinds else "Only one kind of chart may be set on chartSpec"
        )
    basic = spec.get("basicChart", {"series": True})
    if not basic.get("domains") and not basic.get("series"):
        raise ApiError(500, "INTERNAL", "Internal error encountered.")
    out: Json = paired(spec)
    font = out.get("fontName", FONT)
    title = {"titleTextFormat": {"fontFamily": font} | out.get("titleTextFormat", {})}
    return {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS"} | out | title | {"fontName": font}


def chart_title(work: Work) -> str:
    """`Chart1` and so on, for a sheet that is a chart."""
    number = 1
    while work.spreadsheet.titled(f"Chart{number}"):
        number += 1
    return f"Chart{number}"


def fresh(work: Work, wanted: int | None) -> int:
    """The ID of a new object, which no other has."""
    taken = {number for sheet in work.spreadsheet.sheets for number in [*sheet.charts, *sheet.slicers]}
    return work.new_id(wanted, taken, "An embedded object")


def placed(work: Work, position: Json) -> tuple[Sheet, Json]:
    """The sheet of an object and its position as it is kept."""
    if position.get("newSheet"):
        sheet = Sheet({"sheetId": work.spreadsheet.fresh_id(), "title": chart_title(work), "sheetType": "OBJECT"})
        work.spreadsheet.sheets.append(sheet)
        return sheet, {"sheetId": sheet.id}
    overlay = position.get("overlayPosition", {})
    anchor = {"sheetId": 0} | overlay.get("anchorCell", {})
    sheet = work.spreadsheet.sheet(anchor["sheetId"])
    if anchor.get("rowIndex", 0) >= sheet.row_count or anchor.get("columnIndex", 0) >= sheet.column_count:
        raise invalid("The anchor cell is outside of the grid.")
    return sheet, {"overlayPosition": OVERLAY | overlay | {"anchorCell": anchor}}


def holder(work: Work, number: Any, kinds: tuple[str, ...] = ("charts", "slicers")) -> dict[int, Json]:
    """Where an object is kept."""
    for sheet in work.spreadsheet.sheets:
        for kind in kinds:
            held: dict[int, Json] = getattr(sheet, kind)
            if number in held:
                return held
    raise invalid(f"No embedded object with id: {number}")


def update_chart_spec(work: Work, ask: Json) -> Json:
    """Another spec instead of the old one."""
    number = ask.get("chartId", 0)
    held = holder(work, number, ("charts",))
    held[number] = held[number] | {"spec": settled(ask.get("spec", {}))}
    return {}


def update_embedded_object_position(work: Work, ask: Json) -> Json:
    """Move or resize an object."""
    number = ask.get("objectId", 0)
    held = holder(work, number)
    mask = mask_of(ask, "OverlayPosition") if ask.get("fields") else {}
    new = ask.get("newPosition", {})
    if "overlayPosition" in new and "overlayPosition" in held[number]["position"]:
        old = held[number]["position"]["overlayPosition"]
        new = {"overlayPosition": fields.updated(old, new["overlayPosition"], mask)}
    sheet, position = placed(work, new)
    kind = "slicers" if "slicerId" in held[number] else "charts"
    getattr(sheet, kind)[number] = held.pop(number) | {"position": position}
    return {"position": position}


def delete_embedded_object(work: Work, ask: Json) -> Json:
    """The chart or slicer goes."""
    number = ask.get("objectId", 0)
    del holder(work, number)[number]
    return {}


def add_slicer(work: Work, ask: Json) -> Json:
    """A slicer over a grid."""
    given = ask.get("slicer", {})
    number = fresh(work, given.get("slicerId"))
    work.area(given.get("spec", {}).get("dataRange", {}))
    sheet, position = placed(work, given.get("position", {}))
    sheet.slicers[number] = {"slicerId": number, "spec": paired(given.get("spec", {})), "position": position}
    return {"slicer": sheet.slicers[number]}


def update_slicer_spec(work: Work, ask: Json) -> Json:
    """The masked fields of a slicer's spec."""
    mask, number = mask_of(ask, "SlicerSpec"), ask.get("slicerId", 0)
    held = holder(work, number, ("slicers",))
    held[number] = held[number] | {"spec": fields.updated(held[number]["spec"], paired(ask.get("spec", {})), mask)}
    return {}


def update_embedded_object_border(work: Work, ask: Json) -> Json:
    """The masked fields of a chart's border."""
    mask, number = mask_of(ask, "EmbeddedObjectBorder"), ask.get("objectId", 0)
    held = holder(work, number, ("charts",))
    border = fields.updated(held[number].get("border", {}), paired(ask.get("border", {})), both_names(mask))
    held[number] = held[number] | {"border": border}
    return {}
