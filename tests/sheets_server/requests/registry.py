"""Every kind of request that batchUpdate takes here, and what does it."""

from collections.abc import Callable

from sheets_server.requests.bandings import add_banding, delete_banding, update_banding
from sheets_server.requests.borders import update_borders
from sheets_server.requests.cells import append_cells, repeat_cell, update_cells
from sheets_server.requests.charts import (
    add_chart,
    add_slicer,
    delete_embedded_object,
    update_chart_spec,
    update_embedded_object_border,
    update_embedded_object_position,
    update_slicer_spec,
)
from sheets_server.requests.conditional_formats import (
    add_conditional_format_rule,
    delete_conditional_format_rule,
    update_conditional_format_rule,
)
from sheets_server.requests.dimension_groups import add_dimension_group, delete_dimension_group, update_dimension_group
from sheets_server.requests.dimension_properties import auto_resize_dimensions, update_dimension_properties
from sheets_server.requests.dimensions import append_dimension, delete_dimension, insert_dimension, move_dimension
from sheets_server.requests.filling import auto_fill, text_to_columns
from sheets_server.requests.filters import (
    add_filter_view,
    clear_basic_filter,
    delete_filter_view,
    duplicate_filter_view,
    set_basic_filter,
    update_filter_view,
)
from sheets_server.requests.find_replace import find_replace
from sheets_server.requests.merging import merge_cells, unmerge_cells
from sheets_server.requests.metadata import create_developer_metadata, delete_developer_metadata, update_developer_metadata
from sheets_server.requests.named_ranges import add_named_range, delete_named_range, update_named_range
from sheets_server.requests.pasting import copy_paste, cut_paste, paste_data
from sheets_server.requests.protected_ranges import add_protected_range, delete_protected_range, update_protected_range
from sheets_server.requests.range_shifts import delete_range, insert_range
from sheets_server.requests.sheets import add_sheet, delete_sheet, duplicate_sheet, update_sheet_properties
from sheets_server.requests.sorting import randomize_range, sort_range
from sheets_server.requests.spreadsheet_properties import update_spreadsheet_properties
from sheets_server.requests.tables import add_table, delete_table, update_table
from sheets_server.requests.tidying import delete_duplicates, trim_whitespace
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
    "addBanding": add_banding,
    "deleteBanding": delete_banding,
    "updateBanding": update_banding,
    "updateBorders": update_borders,
    "addChart": add_chart,
    "addSlicer": add_slicer,
    "deleteEmbeddedObject": delete_embedded_object,
    "updateChartSpec": update_chart_spec,
    "updateEmbeddedObjectPosition": update_embedded_object_position,
    "updateSlicerSpec": update_slicer_spec,
    "addConditionalFormatRule": add_conditional_format_rule,
    "deleteConditionalFormatRule": delete_conditional_format_rule,
    "updateConditionalFormatRule": update_conditional_format_rule,
    "addFilterView": add_filter_view,
    "clearBasicFilter": clear_basic_filter,
    "deleteFilterView": delete_filter_view,
    "duplicateFilterView": duplicate_filter_view,
    "setBasicFilter": set_basic_filter,
    "updateFilterView": update_filter_view,
    "createDeveloperMetadata": create_developer_metadata,
    "deleteDeveloperMetadata": delete_developer_metadata,
    "updateDeveloperMetadata": update_developer_metadata,
    "copyPaste": copy_paste,
    "cutPaste": cut_paste,
    "pasteData": paste_data,
    "deleteRange": delete_range,
    "insertRange": insert_range,
    "randomizeRange": randomize_range,
    "sortRange": sort_range,
    "addTable": add_table,
    "deleteTable": delete_table,
    "updateTable": update_table,
    "deleteDuplicates": delete_duplicates,
    "trimWhitespace": trim_whitespace,
    "autoFill": auto_fill,
    "textToColumns": text_to_columns,
    "updateEmbeddedObjectBorder": update_embedded_object_border,
}
