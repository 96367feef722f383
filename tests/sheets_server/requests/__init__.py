"""spreadsheets.batchUpdate: every kind of request in a file of its own or of its noun; all of a batch succeed or none is felt."""

from sheets_server.requests.batch import batch_update
from sheets_server.requests.protections import guard
from sheets_server.requests.work import Caller

__all__ = ["Caller", "batch_update", "guard"]
