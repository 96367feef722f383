"""The `fields` parameter of any request: parsed, and refused in Google's words where it names what is not there."""

from sheets_server import discovery, fields
from sheets_server.errors import ApiError, DriveError
from sheets_server.fields import Mask
from sheets_server.spreadsheet import Json


def selection(api: str, message: str, text: str) -> Mask:
    """The mask for answers of that message; empty if nothing was asked for."""
    if not text:
        return {}
    try:
        mask = fields.parse(text)
    except ApiError as error:
        raise refused(api, text) from error
    missing = unknown(api, {"$ref": message}, mask, "")
    if missing:
        raise refused(api, missing)
    return mask


def unknown(api: str, node: Json, mask: Mask, above: str) -> str:
    """The path of the first field that the message does not have, or an empty string."""
    while node.get("type") == "array":
        node = node["items"]
    if "$ref" not in node:
        return ""
    known = discovery.document(api)["schemas"][node["$ref"]].get("properties", {})
    for name, inner in mask.items():
        if name == "*":
            continue
        if name not in known:
            return above + name
        deeper = unknown(api, known[name], inner, f"{above}{name}.") if inner else ""
        if deeper:
            return deeper
    return ""


def refused(api: str, path: str) -> ApiError:
    """The refusal of a field."""
    if api == "drive":
        return DriveError(400, "invalidParameter", f"Invalid field selection {path}", "fields")
    description = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    violation = {"field": path, "description": description}
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return ApiError(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", details)
