"""How answers travel: laid out for people, packed where the client takes that, under the headers of Google's front ends."""

import json
import zlib
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from sheets_server.calls import HANG_UP, Answer

LARGE = 65_536
"""Bytes beyond which JSON stays on one line: nobody reads it, and laying it out takes long."""
WORTH_PACKING = 1400
LEVEL = 1
USUAL = {
    "Vary": "Origin, X-Origin, Referer",
    "Server": "ESF",
    "X-XSS-Protection": "0",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
}


def dressed(given: Answer, target: str, headers: dict[str, str]) -> Answer:
    """The answer as it goes over the wire to whoever asked with that target and those headers."""
    if given.status == HANG_UP:
        return given
    body, more = given.body, dict(USUAL)
    if given.content_type.startswith("application/json"):
        more["Cache-Control"] = "private"
        pretty = parse_qs(urlsplit(target).query).get("prettyPrint", ["true"])[-1].lower()
        if pretty not in {"false", "0"} and 0 < len(body) < LARGE:
            body = json.dumps(json.loads(body), ensure_ascii=False, indent=2).encode() + b"\n"
    if len(body) > WORTH_PACKING and "gzip" in headers.get("accept-encoding", ""):
        packer = zlib.compressobj(LEVEL, wbits=31)
        body, more["Content-Encoding"] = packer.compress(body) + packer.flush(), "gzip"
    return replace(given, body=body, headers=more | given.headers)
