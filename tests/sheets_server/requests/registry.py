"""Every kind of request that batchUpdate takes here, and what does it."""

from collections.abc import Callable

from sheets_server.requests.cells import append_cells, repeat_cell, update_cells
from sheets_server.requests.dimension_groups import add_dimension_group, delete_dimension_group, update_dimension_group
from sheets_server.requests.dimension_properties import auto_resize_dimensions, update_dimension_properties
from sheets_server.requests.dimensions import append_dimension, delete_dimension, insert_dimension, move_dimension
from sheets_server.requests.find_replace import find_replace
from sheets_server.requests.merging import merge_cells, unmerge_cells
from sheets_server.requests.named_ranges import add_named_range, delete_named_range, update_named_range
from sheets_server.requests.protected_ranges import add_protected_range, delete_protected_range, update_protected_range
from sheets_server.requests.sheets import add_sheet, delete_sheet, duplicate_sheet, update_sheet_properties
from sheets_server.requests.spreadsheet_properties import update_spreadsheet_properties
from sheets_server.requests.validations import set_data_validation
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json

Handler = Callable[[Work, Json], Json]

REGISTRY: dict[str, Handler] = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "findReplace": find_replace,
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "moveDimension": move_dimension,
    "appendDimension": append_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "autoResizeDimensions": auto_resize_dimensions,
    "addDimensionGroup": add_dimension_group,
    "deleteDimensionGroup": delete_dimension_group,
    "updateDimensionGroup": update_dimension_group,
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
    "setDataValidation": set_data_validation,
    "addNamedRange": add_named_range,
    "updateNamedRange": update_named_range,
    "deleteNamedRange": delete_named_range,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
}
