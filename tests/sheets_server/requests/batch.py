"""One batchUpdate from its JSON to its answer."""

from collections.abc import Callable, Iterator
from typing import Any

from sheets_server import discovery
from sheets_server.errors import ApiError, invalid
from sheets_server.requests import tables
from sheets_server.requests.registry import REGISTRY
from sheets_server.requests.work import Caller, Work, prefixed
from sheets_server.spreadsheet import Json, Spreadsheet, shown

Show = Callable[[Spreadsheet, list[str], bool], Json]
"""What spreadsheets.get answers: of that state, those ranges, with grid data or without."""
BARE = {"deleteDimensionGroup", "addDimensionGroup", "findReplace", "deleteDuplicates", "trimWhitespace"}
"""Kinds whose reply is there even where nothing is in it."""


def batch_update(spreadsheet: Spreadsheet, body: Any, caller: Caller, show: Show | None = None) -> tuple[Spreadsheet, Json]:
    """The state after all requests of the body, and the answer; an ApiError, and nothing changed, if one of them is refused."""
    ask = discovery.read_request("sheets", "BatchUpdateSpreadsheetRequest", body if body is not None else {})
    requests = ask.get("requests", [])
    if not requests:
        raise invalid("Must specify at least one request.")
    work = Work(spreadsheet.copy(), caller, sought=frozenset(sought(requests)))
    kinds = [kind_of(request, index) for index, request in enumerate(requests)]
    replies = [
        applied(work, kind, request[kind], index) for index, (kind, request) in enumerate(zip(kinds, requests, strict=True))
    ]
    tables.settle(work.spreadsheet)
    answer: Json = {"spreadsheetId": spreadsheet.id, "replies": replies}
    if ask.get("includeSpreadsheetInResponse") and show:
        with_grid = bool(ask.get("responseIncludeGridData"))
        answer["updatedSpreadsheet"] = show(work.spreadsheet, ask.get("responseRanges", []), with_grid)
    return work.spreadsheet, answer


def sought(requests: list[Json]) -> Iterator[str]:
    """The texts that findReplace looks for."""
    for request in requests:
        if find := request.get("findReplace", {}).get("find"):
            yield str(find).casefold()


def kind_of(request: Json, index: int) -> str:
    """Which request this is; one that is empty or that nobody here can do is refused."""
    kind = next(iter(request), "")
    if not kind:
        raise invalid(f"Invalid requests[{index}]: No request set.")
    if kind not in REGISTRY:
        raise ApiError(501, "UNIMPLEMENTED", f"requests[{index}].{kind} is not part of this server")
    return kind


def applied(work: Work, kind: str, ask: Json, index: int) -> Json:
    """One request done; its reply under its name, or {} for kinds that have none."""
    if kind != "findReplace":
        work.texts.clear()
    try:
        reply = REGISTRY[kind](work, ask)
    except ApiError as error:
        raise prefixed(error, index, kind) from error
    return {kind: shown(reply)} if reply or kind in BARE else {}
