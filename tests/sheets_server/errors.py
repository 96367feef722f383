"""The errors of the API, in Google's JSON shape."""

from typing import Any

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class ApiError(Exception):
    """A refusal of the Sheets API: HTTP status, canonical status name, message, and details where Google sends some."""

    def __init__(self, code: int, status: str, message: str, details: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.code, self.status, self.message, self.details = code, status, message, details

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        error = {"code": self.code, "message": self.message, "status": self.status}
        return {"error": error | ({"details": self.details} if self.details else {})}


class DriveError(ApiError):
    """A refusal of the Drive API, whose JSON names a reason and sometimes the parameter."""

    def __init__(self, code: int, reason: str, message: str, location: str = "") -> None:
        super().__init__(code, STATUSES.get(code, ""), message)
        self.reason, self.location = reason, location

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        where = {"location": self.location, "locationType": "parameter"} if self.location else {}
        first = {"message": self.message, "domain": "global", "reason": self.reason} | where
        return {"error": {"code": self.code, "message": self.message, "errors": [first]}}


def invalid(message: str) -> ApiError:
    """The usual refusal of a request that makes no sense: 400 INVALID_ARGUMENT."""
    return ApiError(400, "INVALID_ARGUMENT", message)


def bad_field(field: str, description: str) -> ApiError:
    """The refusal of JSON that does not fit the message type, with the field named in the details."""
    violation = {"field": field, "description": description}
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return ApiError(400, "INVALID_ARGUMENT", description, details)


def not_found() -> ApiError:
    """The refusal of a spreadsheet that is not there."""
    return ApiError(404, "NOT_FOUND", "Requested entity was not found.")


def forbidden() -> ApiError:
    """The refusal of a caller who may not."""
    return ApiError(403, "PERMISSION_DENIED", "The caller does not have permission")
