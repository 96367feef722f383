"""The files of Drive, whom they are shared with, and everything else that outlives one request."""

import hashlib
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sheets_server.errors import ApiError, DriveError, forbidden, invalid, not_found
from sheets_server.spreadsheet import Json, Spreadsheet, new_spreadsheet

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
OFFICE = ("application/vnd.openxmlformats-officedocument.spreadsheetml", "application/vnd.ms-excel")
FOLDER = "application/vnd.google-apps.folder"
RANKS = {"reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 4, "organizer": 5, "owner": 6}
USUAL_ID = re.compile(r"1[A-Za-z0-9_-]{43}")
BYTES_A_CELL = 5
ANYONE = "anyoneWithLink"


def stamp(moment: datetime) -> str:
    """A moment as the API writes it, in milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def permission_id(email: str) -> str:
    """The number that stands for a person in permissions."""
    return f"{int.from_bytes(hashlib.sha256(email.lower().encode()).digest()[:8]):020d}"


@dataclass(slots=True)
class File:
    """One file of Drive; a spreadsheet's cells are in `book`."""

    id: str
    fields: Json
    """What people set: name, mimeType, description, parents, starred, trashed, properties, appProperties."""
    created: datetime
    modified: datetime
    modifier: str
    permissions: dict[str, Json] = field(default_factory=dict)
    revisions: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    version: int = 1
    book: Spreadsheet | None = None
    content: bytes = b""
    stale: bool = False
    """Whether formulas must be calculated before anybody reads."""

    @property
    def owner(self) -> str:
        return next((str(one["emailAddress"]) for one in self.permissions.values() if one["role"] == "owner"), "")

    def role(self, user: str) -> str:
        """What that person may do with the file, or an empty string."""
        keys = {permission_id(user), permission_id(user.partition("@")[2]), ANYONE}
        roles = [found["role"] for key, found in self.permissions.items() if key in keys]
        return max(roles, key=RANKS.__getitem__, default="")


@dataclass
class World:
    """All that the server knows. Hold `lock` while touching it from outside."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    files: dict[str, File] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    adopts: str = ""
    """Who is taken to have made, and to have shared, any well-formed ID that nobody knows; empty: such a file is not there."""
    deleted: set[str] = field(default_factory=set)
    disabled: set[str] = field(default_factory=set)
    """Services switched off in the account's project: sheets.googleapis.com, drive.googleapis.com."""
    log: list[str] = field(default_factory=list)
    """Method and path of every request, so that tests can count calls."""
    crashes: list[str] = field(default_factory=list)
    """Tracebacks of requests that this server failed at; a test may insist that there are none."""
    uploads: dict[str, tuple[str, Json]] = field(default_factory=dict)
    """Uploads that were announced and whose content has not come yet: the file's ID (empty for a new one) and its fields."""
    misfits: list[str] = field(default_factory=list)
    """Requests that Google's description refuses whatever the state of things, and answers that it does not allow."""
    before: list[Callable[[str, str], Any]] = field(default_factory=list)
    """Called with method and target of each request before it is handled, e.g. for edits by people; an Answer replaces it."""
    after: list[Callable[[str, str, Any], Any]] = field(default_factory=list)
    """Called with method, target and Answer once the request has had its effect; what it returns is sent."""
    changes: int = 1

    def create(
        self, user: str, name: str = "Untitled", mime_type: str = SPREADSHEET, file_id: str = "", **fields: object
    ) -> File:
        """A new file of that person's."""
        now = self.clock()
        file_id = file_id or "1" + secrets.token_urlsafe(33)[:43]
        given = {"name": name, "mimeType": mime_type, "trashed": False, "starred": False} | fields
        given.setdefault("parents", ["0A" + permission_id(user)[:15] + "PVA"])
        file = File(file_id, given, now, now, user)
        file.permissions[permission_id(user)] = permission("user", "owner", user)
        if mime_type == SPREADSHEET:
            file.book = new_spreadsheet(file_id, name)
            file.revisions.append(revision(file, user))
        self.files[file_id] = file
        return file

    def known(self, file_id: str, user: str) -> File | None:
        """The file with that ID; where the world adopts, one that might be a spreadsheet's becomes one, shared with who asks."""
        if file_id not in self.files and self.adopts and file_id not in self.deleted and USUAL_ID.fullmatch(file_id):
            self.share(self.create(self.adopts, "Untitled spreadsheet", file_id=file_id), user)
        return self.files.get(file_id)

    def forget(self, file: File) -> None:
        """Delete a file for good."""
        del self.files[file.id]
        self.deleted.add(file.id)

    def share(self, file: File, email: str, role: str = "writer") -> Json:
        """Let somebody in, as the button `Share` does."""
        given = permission("user", role, email)
        file.permissions[given["id"]] = given
        file.version += 1
        return given

    def touch(self, file: File, user: str) -> None:
        """Note that somebody has just changed the file."""
        file.modified, file.modifier, file.stale = max(self.clock(), file.modified), user, True
        file.version += 1
        self.changes += 1
        if file.revisions and file.revisions[-1]["lastModifyingUser"]["emailAddress"] == user:
            file.revisions[-1] = file.revisions[-1] | {"modifiedTime": stamp(file.modified)}
        else:
            file.revisions.append(revision(file, user))

    def find(self, file_id: str, user: str, least: str = "reader") -> File:
        """A file for Drive: one that the person may not even see is not there."""
        file = self.known(file_id, user)
        if file is None or not file.role(user):
            raise DriveError(404, "notFound", f"File not found: {file_id}.", "fileId")
        if RANKS[file.role(user)] < RANKS[least]:
            message = "The user does not have sufficient permissions for this file."
            raise DriveError(403, "insufficientFilePermissions", message)
        return file

    def open(self, file_id: str, user: str, least: str = "reader") -> tuple[File, Spreadsheet]:
        """A spreadsheet for Sheets, which tells `not there` from `not yours`."""
        file = self.known(file_id, user)
        if file is None or file.fields["trashed"]:
            raise not_found()
        if file.book is None:
            raise no_spreadsheet(file) if file.role(user) else not_found()
        if RANKS.get(file.role(user), 0) < RANKS[least]:
            raise forbidden()
        return file, file.book


def size(file: File) -> int:
    """The bytes of a file; a spreadsheet's grow with the cells that hold anything."""
    cells = sum(len(sheet.cells) for sheet in file.book.sheets) if file.book else 0
    return len(file.content) or max(BYTES_A_CELL * cells, 1024)


def no_spreadsheet(file: File) -> ApiError:
    """What Sheets says of a file that is none: an Office file, one of Google's own of another kind, or anything else."""
    mime = str(file.fields["mimeType"])
    if mime.startswith(OFFICE):
        message = "This operation is not supported for this document. The document must not be an Office file."
        return ApiError(400, "FAILED_PRECONDITION", message)
    return not_found() if mime.startswith("application/vnd.google-apps.") else invalid("Request contains an invalid argument.")


def permission(kind: str, role: str, whom: str = "") -> Json:
    """A permission in the API's shape, for a person's or a group's address, a domain, or anyone."""
    if kind == "anyone":
        return {"kind": "drive#permission", "id": ANYONE, "type": kind, "role": role, "allowFileDiscovery": False}
    shape = {"kind": "drive#permission", "id": permission_id(whom), "type": kind, "role": role}
    if kind == "domain":
        return shape | {"domain": whom, "displayName": whom, "allowFileDiscovery": False}
    return shape | {"emailAddress": whom, "displayName": display_name(whom), "deleted": False, "pendingOwner": False}


def display_name(email: str) -> str:
    """A person's name; a service account is called by its whole address."""
    return email if email.endswith("gserviceaccount.com") else email.partition("@")[0]


def revision(file: File, user: str) -> Json:
    """A revision in the API's shape."""
    shape = {"kind": "drive#revision", "id": str(len(file.revisions) + 1), "mimeType": file.fields["mimeType"]}
    return shape | {"modifiedTime": stamp(file.modified), "lastModifyingUser": person(user, me=False)}


def person(email: str, *, me: bool) -> Json:
    """A person in the API's shape."""
    name = display_name(email)
    return {"kind": "drive#user", "displayName": name, "me": me, "permissionId": permission_id(email), "emailAddress": email}


def resource(file: File, user: str) -> Json:
    """All fields of a file as that person sees them."""
    role = file.role(user)
    edits, owns = RANKS[role] >= RANKS["writer"], role == "owner"
    base = f"https://docs.google.com/spreadsheets/d/{file.id}"
    answer: Json = {"kind": "drive#file", "id": file.id} | file.fields
    answer |= {
        "explicitlyTrashed": file.fields["trashed"],
        "spaces": ["drive"],
        "version": str(file.version),
        "webViewLink": f"{base}/edit?usp=drivesdk",
        "createdTime": stamp(file.created),
        "modifiedTime": stamp(file.modified),
        "modifiedByMe": file.modifier == user,
        "owners": [person(file.owner, me=owns)],
        "lastModifyingUser": person(file.modifier, me=file.modifier == user),
        "shared": len(file.permissions) > 1,
        "ownedByMe": owns,
        "writersCanShare": True,
        "viewersCanCopyContent": True,
        "copyRequiresWriterPermission": False,
        "capabilities": {
            "canEdit": edits,
            "canCopy": True,
            "canDelete": owns,
            "canShare": edits,
            "canRename": edits,
            "canTrash": owns,
        },
        "headRevisionId": file.revisions[-1]["id"] if file.revisions else "1",
        "size": str(size(file)),
    }
    if edits:
        answer |= {"permissions": list(file.permissions.values()), "permissionIds": list(file.permissions)}
    return answer
