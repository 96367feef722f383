"""The one method of Google Drive v2 that clients still use: it uploads a CSV into a spreadsheet."""

from collections.abc import Callable
from typing import Any

from sheets_server.calls import Call
from sheets_server.drive import File, permission_id, person, stamp
from sheets_server.drive_api import fill, found
from sheets_server.spreadsheet import Json


def uploaded_v2(call: Call) -> Json:
    """files.update of Drive v2 with media: what imports a CSV."""
    file = found(call, "writer")
    fill(file, call.raw)
    call.world.touch(file, call.user)
    return resource_v2(file, call.user)


def resource_v2(file: File, user: str) -> Json:
    """A file in the shape of Drive v2."""
    own = f"https://www.googleapis.com/drive/v2/files/{file.id}"
    page = f"https://docs.google.com/spreadsheets/d/{file.id}"
    export_page = f"https://docs.google.com/spreadsheets/export?id={file.id}&exportFormat="
    root = file.fields["parents"][0]
    now = stamp(file.modified)
    return {
        "kind": "drive#file",
        "id": file.id,
        "etag": f'"{permission_id(now)}"',
        "selfLink": own,
        "alternateLink": f"{page}/edit?usp=drivesdk",
        "embedLink": f"{page}/htmlembed?ouid={permission_id(user)}",
        "iconLink": "https://drive-thirdparty.googleusercontent.com/16/type/application/vnd.google-apps.spreadsheet",
        "thumbnailLink": f"https://docs.google.com/feeds/vt?gd=true&id={file.id}&v={file.version}&sz=s220",
        "title": file.fields["name"],
        "mimeType": file.fields["mimeType"],
        "labels": {"starred": False, "hidden": False, "trashed": False, "restricted": False, "viewed": True},
        "createdDate": stamp(file.created),
        "modifiedDate": now,
        "modifiedByMeDate": now,
        "lastViewedByMeDate": now,
        "markedViewedByMeDate": "1970-01-01T00:00:00.000Z",
        "version": str(file.version),
        "parents": [
            {
                "kind": "drive#parentReference",
                "id": root,
                "selfLink": f"{own}/parents/{root}",
                "parentLink": f"https://www.googleapis.com/drive/v2/files/{root}",
                "isRoot": True,
            }
        ],
        "exportLinks": {kind: export_page + name for kind, name in EXPORTS.items()},
        "userPermission": {
            "kind": "drive#permission",
            "etag": f'"{permission_id(user)}"',
            "id": "me",
            "selfLink": f"{own}/permissions/me",
            "role": file.role(user),
            "type": "user",
            "pendingOwner": False,
        },
        "fileSize": "1024",
        "quotaBytesUsed": "1024",
        "ownerNames": [person_v2(file.owner, user)["displayName"]],
        "owners": [person_v2(file.owner, user)],
        "lastModifyingUserName": person_v2(file.modifier, user)["displayName"],
        "lastModifyingUser": person_v2(file.modifier, user),
        "capabilities": {"canEdit": True, "canCopy": True},
        "editable": True,
        "copyable": True,
        "writersCanShare": True,
        "shared": len(file.permissions) > 1,
        "explicitlyTrashed": False,
        "appDataContents": False,
        "copyRequiresWriterPermission": False,
        "spaces": ["drive"],
    }


EXPORTS = {
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/zip": "zip",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def person_v2(address: str, user: str) -> Json:
    """A person in the shape of Drive v2."""
    shape = person(address, me=address == user)
    return {
        "kind": "drive#user",
        "displayName": shape["displayName"],
        "picture": {"url": "https://lh3.googleusercontent.com/a/default-user=s64"},
        "isAuthenticatedUser": address == user,
        "permissionId": shape["permissionId"],
        "emailAddress": address,
    }


ROUTES: list[tuple[str, str, Callable[[Call], Any]]] = [("PUT", "/upload/drive/v2/files/(?P<id>[^/]+)", uploaded_v2)]
