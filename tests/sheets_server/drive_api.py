"""The methods of Google Drive v3."""

import email
import html
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from sheets_server import fields, queries
from sheets_server.calls import Answer, Call
from sheets_server.drive import File, permission, permission_id, person, resource, stamp
from sheets_server.errors import DriveError
from sheets_server.exports import FORMATS, exported
from sheets_server.imports import converted
from sheets_server.selections import selection
from sheets_server.sheets_api import opened
from sheets_server.spreadsheet import Json

FILE_USUAL = "kind,id,name,mimeType"
LIST_USUAL = f"kind,nextPageToken,incompleteSearch,files({FILE_USUAL})"
PERMISSION_USUAL = "kind,id,type,role"
SETTABLE = ("name", "mimeType", "description", "starred", "trashed", "properties", "appProperties")
ORDERS: dict[str, Callable[[File], Any]] = {
    "name": lambda file: file.fields["name"].lower(),
    "createdTime": lambda file: file.created,
    "modifiedTime": lambda file: file.modified,
}


def cut(call: Call, node: Json, usual: str) -> Json:
    """The part of an answer that was asked for, or that comes without asking."""
    kind = node["kind"].removeprefix("drive#")
    mask = selection("drive", kind[0].upper() + kind[1:], call.selected() or usual)
    found: Json = fields.masked(node, mask)
    return found


def sent(call: Call) -> Json:
    """The body's fields; unlike Sheets, Drive passes over those that it does not know."""
    given = call.json()
    return {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else {}


def found(call: Call, least: str = "reader") -> File:
    """The file of the path."""
    return call.world.find(call.names["id"], call.user, least)


def create(call: Call) -> Json | Answer:
    """files.create, with content too if it is sent along."""
    if call.one("uploadType") == "resumable":
        return announced(call)
    return created(call, *body_and_content(call))


def announced(call: Call) -> Answer:
    """The beginning of an upload in parts: the address to which the content will be sent."""
    key = secrets.token_urlsafe(16)
    call.world.uploads[key] = (call.names.get("id", ""), sent(call))
    path = f"/upload{FILES}" + (f"/{call.names['id']}" if "id" in call.names else "")
    query = f"uploadType=resumable&upload_id={key}" + (f"&fields={quote(call.selected())}" if call.selected() else "")
    headers = {"Location": f"http://{call.headers.get('host', '')}{path}?{query}", "X-GUploader-UploadID": key}
    return Answer(200, content_type="text/plain; charset=utf-8", headers=headers)


def arrived(call: Call) -> Json:
    """The content of an upload that was announced before, sent in one go."""
    if call.one("upload_id") not in call.world.uploads:
        raise DriveError(404, "notFound", "Upload not found.", "upload_id")
    file_id, given = call.world.uploads.pop(call.one("upload_id"))
    if file_id:
        return changed(call, found(call, "writer"), given, call.raw)
    return created(call, given, call.raw)


def created(call: Call, given: Json, content: bytes) -> Json:
    """A new file with these fields and this content."""
    settings = {key: given[key] for key in (*SETTABLE, "parents") if key in given}
    name, kind = settings.pop("name", "Untitled"), settings.pop("mimeType", "application/octet-stream")
    file = call.world.create(call.user, name, kind, **settings)
    if content:
        fill(file, content)
    return cut(call, resource(file, call.user), FILE_USUAL)


def body_and_content(call: Call) -> tuple[Json, bytes]:
    """The metadata and, of a multipart or media upload, the content."""
    kind = call.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + call.raw)
        parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
        first, second = (part if isinstance(part, bytes) else b"" for part in parts[:2])
        return dict(json.loads(first)), second
    if call.one("uploadType") == "media":
        return {}, call.raw
    return sent(call), b""


def get(call: Call) -> Json | Answer:
    """files.get."""
    file = found(call)
    if call.one("alt") == "media":
        if file.book is not None:
            message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
            raise DriveError(403, "fileNotDownloadable", message, "alt")
        return Answer(200, file.content, str(file.fields["mimeType"]))
    return cut(call, resource(file, call.user), FILE_USUAL)


def listed(call: Call) -> Json:
    """files.list."""
    test = queries.parse(call.one("q"), call.user) if call.one("q") else lambda _: True
    files = [file for file in call.world.files.values() if file.role(call.user) and test(file)]
    for key in reversed(call.one("orderBy", "modifiedTime desc").split(",")):
        name, _, way = key.strip().partition(" ")
        files.sort(key=ORDERS.get(name, ORDERS["modifiedTime"]), reverse=way == "desc")
    start = int(call.one("pageToken", "0") or 0)
    end = start + int(call.one("pageSize", "100"))
    answer: Json = {"kind": "drive#fileList", "incompleteSearch": False}
    answer["files"] = [resource(file, call.user) for file in files[start:end]]
    return cut(call, answer | ({"nextPageToken": str(end)} if end < len(files) else {}), LIST_USUAL)


def copied(call: Call) -> Json:
    """files.copy."""
    source, given = found(call), sent(call)
    name = given.get("name", f"Copy of {source.fields['name']}")
    settings = {key: given[key] for key in ("description", "parents", "starred", "properties", "appProperties") if key in given}
    file = call.world.create(call.user, name, str(source.fields["mimeType"]), **settings)
    file.content = source.content
    if source.book is not None:
        book = source.book.copy()
        book.id, book.properties, file.stale = file.id, book.properties | {"title": name}, True
        file.book = book
    return cut(call, resource(file, call.user), FILE_USUAL)


def deleted(call: Call) -> Answer:
    """files.delete."""
    file = found(call, "owner")
    call.world.forget(file)
    return Answer(204, content_type="text/html")


def updated(call: Call) -> Json | Answer:
    """files.update."""
    file = found(call, "writer")
    return announced(call) if call.one("uploadType") == "resumable" else changed(call, file, *body_and_content(call))


def changed(call: Call, file: File, given: Json, content: bytes) -> Json:
    """A file with other fields and other content."""
    changes = {key: given[key] for key in SETTABLE if key in given}
    parents = set(file.fields.get("parents", [])) | set(filter(None, call.one("addParents").split(",")))
    changes["parents"] = sorted(parents - set(call.one("removeParents").split(",")))
    file.fields = file.fields | changes
    if file.book is not None and "name" in given:
        file.book.properties = file.book.properties | {"title": given["name"]}
    if content:
        fill(file, content)
    call.world.touch(file, call.user)
    return cut(call, resource(file, call.user), FILE_USUAL)


def fill(file: File, content: bytes) -> None:
    """Put uploaded content in the place of what the file held; a CSV or a workbook become the tabs of a spreadsheet."""
    if file.book is None:
        file.content = content
        return
    file.book, file.stale = converted(file.book, str(file.fields["name"]), content), True


def export(call: Call) -> Answer:
    """files.export: of formats that hold one tab only, the first tab."""
    file, kind = found(call), call.one("mimeType")
    if file.book is None:
        raise DriveError(403, "fileNotExportable", "Export only supports Docs Editors files.")
    _, book = opened(call)
    content = exported(book, book.sheets[0], kind)
    if content is None:
        raise DriveError(400, "badRequest", "The requested conversion is not supported.", "convertTo")
    return Answer(200, content, kind)


def download(call: Call) -> Answer:
    """The page `/spreadsheets/d/ID/export`, which people and some clients download from; `gid` names a tab."""
    _, book = opened(call)
    kind = FORMATS.get(call.one("format", call.one("exportFormat", "xlsx")), "")
    chosen = [sheet for sheet in book.sheets if str(sheet.id) == call.one("gid")] or book.sheets
    content = exported(book, chosen[0], kind)
    if content is None:
        raise DriveError(400, "badRequest", "The requested conversion is not supported.", "format")
    return Answer(200, content, kind)


def permissions(call: Call) -> Json:
    """permissions.list: the owner, being the first, comes last."""
    file = found(call, "writer")
    usual = f"kind,nextPageToken,permissions({PERMISSION_USUAL})"
    return cut(call, {"kind": "drive#permissionList", "permissions": [*reversed(file.permissions.values())]}, usual)


def permission_create(call: Call) -> Json:
    """permissions.create."""
    file, given = found(call, "writer"), sent(call)
    kind, role = given.get("type", ""), given.get("role", "")
    if not kind or not role:
        raise DriveError(
            400, "required", "The permission type field is required." if not kind else "The permission role field is required."
        )
    whom = given.get("domain" if kind == "domain" else "emailAddress", "")
    if kind != "anyone" and not whom:
        name = "domain" if kind == "domain" else "emailAddress"
        raise DriveError(400, "required", f"The {name} field is required for this permission type.")
    made = permission(kind, role, whom)
    if role == "owner":
        hand_over(call, file)
    file.permissions[made["id"]] = made
    call.world.touch(file, call.user)
    return cut(call, made, PERMISSION_USUAL)


def hand_over(call: Call, file: File) -> None:
    """Make the owner a writer, as another takes his place."""
    if not call.flag("transferOwnership"):
        message = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        raise DriveError(403, "forbidden", message, "transferOwnership")
    key = permission_id(file.owner)
    file.permissions[key] = file.permissions[key] | {"role": "writer"}


def one_permission(call: Call, least: str = "reader") -> tuple[File, Json]:
    """The permission of the path."""
    file = found(call, least)
    key = call.names["permission"]
    if key not in file.permissions:
        raise DriveError(404, "notFound", f"Permission not found: {key}.", "permissionId")
    return file, file.permissions[key]


def permission_get(call: Call) -> Json:
    """permissions.get."""
    return cut(call, one_permission(call)[1], PERMISSION_USUAL)


def permission_update(call: Call) -> Json:
    """permissions.update."""
    file, old = one_permission(call, "writer")
    given = sent(call)
    if given.get("role") == "owner":
        hand_over(call, file)
    file.permissions[old["id"]] = old | {"role": given.get("role", old["role"])}
    call.world.touch(file, call.user)
    return cut(call, file.permissions[old["id"]], PERMISSION_USUAL)


def permission_delete(call: Call) -> Answer:
    """permissions.delete."""
    file, old = one_permission(call, "writer")
    if old["role"] == "owner":
        raise DriveError(403, "forbidden", "The owner of a file cannot be removed.")
    del file.permissions[old["id"]]
    file.version += 1
    return Answer(204, content_type="text/html")


def revisions(call: Call) -> Json:
    """revisions.list."""
    file = found(call, "writer")
    usual = "kind,nextPageToken,revisions(kind,id,mimeType,modifiedTime)"
    seen = [one | {"lastModifyingUser": one["lastModifyingUser"] | {"me": is_me(one, call)}} for one in file.revisions]
    return cut(call, {"kind": "drive#revisionList", "revisions": seen}, usual)


def is_me(one: Json, call: Call) -> bool:
    """Say whether a revision is of whoever asks."""
    return bool(one["lastModifyingUser"]["emailAddress"] == call.user)


def revision(call: Call) -> Json:
    """revisions.get."""
    file = found(call, "writer")
    for one in file.revisions:
        if one["id"] == call.names["revision"]:
            return cut(call, one, "kind,id,mimeType,modifiedTime")
    raise DriveError(404, "notFound", f"Revision not found: {call.names['revision']}.", "revisionId")


def comments(call: Call) -> Json:
    """comments.list, which has no usual fields."""
    file = found(call)
    shown = [one for one in file.comments if call.flag("includeDeleted") or not one["deleted"]]
    return cut(call, {"kind": "drive#commentList", "comments": shown}, selected(call))


def comment_create(call: Call) -> Json:
    """comments.create, which has no usual fields."""
    file, given, now = found(call, "commenter"), sent(call), stamp(call.world.clock())
    made = {
        "kind": "drive#comment",
        "id": secrets.token_urlsafe(8),
        "createdTime": now,
        "modifiedTime": now,
        "author": person(call.user, me=True),
        "content": given.get("content", ""),
        "htmlContent": html.escape(given.get("content", "")),
        "deleted": False,
        "resolved": False,
        "replies": [],
    } | ({"anchor": given["anchor"]} if "anchor" in given else {})
    file.comments.append(made)
    file.version += 1
    return cut(call, made, selected(call))


def selected(call: Call) -> str:
    """The fields asked for, where the method insists on being told."""
    if not call.selected():
        raise DriveError(400, "required", "The 'fields' parameter is required for this method.", "fields")
    return call.selected()


def about(call: Call) -> Json:
    """about.get, which has no usual fields."""
    usual = selected(call)
    quota = {"limit": "16106127360", "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"}
    return cut(call, {"kind": "drive#about", "user": person(call.user, me=True), "storageQuota": quota}, usual)


def drives(call: Call) -> Json:
    """drives.list: this server has no shared drives."""
    return cut(call, {"kind": "drive#driveList", "drives": []}, "*")


def start_token(call: Call) -> Json:
    """changes.getStartPageToken."""
    return {"kind": "drive#startPageToken", "startPageToken": str(call.world.changes)}


FILES = "/drive/v3/files"
FILE = FILES + "/(?P<id>[^/]+)"
PERMISSION = FILE + "/permissions/(?P<permission>[^/]+)"
ROUTES: list[tuple[str, str, Callable[[Call], Any]]] = [
    ("POST", f"(?:/upload)?{FILES}", create),
    ("GET", FILES, listed),
    ("GET", FILE, get),
    ("PATCH", f"(?:/upload)?{FILE}", updated),
    ("PUT", f"/upload{FILES}(?:/(?P<id>[^/]+))?", arrived),
    ("DELETE", FILE, deleted),
    ("POST", FILE + "/copy", copied),
    ("GET", FILE + "/export", export),
    ("GET", FILE + "/permissions", permissions),
    ("POST", FILE + "/permissions", permission_create),
    ("GET", PERMISSION, permission_get),
    ("PATCH", PERMISSION, permission_update),
    ("DELETE", PERMISSION, permission_delete),
    ("GET", FILE + "/revisions", revisions),
    ("GET", FILE + "/revisions/(?P<revision>[^/]+)", revision),
    ("GET", FILE + "/comments", comments),
    ("POST", FILE + "/comments", comment_create),
    ("GET", "/drive/v3/about", about),
    ("GET", "/drive/v3/drives", drives),
    ("GET", "/spreadsheets/d/(?P<id>[^/]+)/export", download),
    ("GET", "/drive/v3/changes/startPageToken", start_token),
]
