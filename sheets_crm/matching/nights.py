"""Searching a table night after night: what was found stands while nothing of it changes, and only what is new is compared."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import Cluster, Duplicates, find_duplicates
from sheets_crm.matching.find import Here
from sheets_crm.matching.past import PATIENCE, Past, Patience
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.model.text import Text

LEVEL = 1
HEAD = 8
"""So many bytes say how long the first part is."""


@dataclass(frozen=True, eq=False)
class Night:
    """What was found in a table of which `mark` is the hash, and what is remembered to compare it with what it becomes."""

    mark: str
    found: Duplicates
    past: Past


def find_again(
    contacts: Contacts, kept: bytes, spread: Spread = one_by_one, patience: Patience = PATIENCE
) -> tuple[Duplicates, bytes]:
    """Find duplicates given what was kept of the last search (nothing: b""); return them with what to keep of this one.

    What another version of the program kept must not be given; what is damaged counts as nothing.
    """
    last, mark = unpacked(kept), marked(contacts)
    if last and last.mark == mark:
        return last.found, kept
    link = Here(last.past if last else None, patience)
    found = find_duplicates(contacts, spread, link)
    return found, packed(Night(mark, found, link.now)) if link.now else b""


def marked(contacts: Contacts) -> str:
    """Return a hash of all that a table says, and where."""
    told = blake2b(repr((contacts.rows, contacts.others)).encode("utf-8", "surrogatepass"), digest_size=16)
    for key, columns in sorted(contacts.columns.items()):
        for texts in columns:
            told.update(f"\n{key} {sum(map(len, texts))}\n".encode())
            told.update("\0".join(texts).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def packed(night: Night) -> bytes:
    """Return a night as bytes; about 12 for each record and pair."""
    past, known = night.past, dict[Text, int]()
    found = [[_plain(one, known) for one in part] for part in (night.found.clusters, night.found.doubtful)]
    told = {
        "mark": night.mark,
        "rows": night.found.rows,
        "found": found,
        "texts": [(text.ru, text.en) for text in known],
        "limits": past.limits,
        "changed": past.changed,
        "sizes": (len(past.hashes), len(past.one)),
    }
    head = zlib.compress(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"), LEVEL)
    steps = np.diff(past.one, prepend=np.int32(0)).astype(np.int32)
    body = zlib.compress(past.hashes.tobytes() + steps.tobytes() + past.other.astype(np.int32).tobytes(), LEVEL)
    return len(head).to_bytes(HEAD, "little") + head + body


def _plain(one: Cluster, known: dict[Text, int]) -> tuple[Sequence[int], float, list[int]]:
    return one.rows, one.score, [known.setdefault(reason, len(known)) for reason in one.reasons]


def unpacked(kept: bytes) -> Night | None:
    """Return the night that was packed; None where there is none, or it is damaged."""
    try:
        end = HEAD + int.from_bytes(kept[:HEAD], "little")
        told: dict[str, Any] = json.loads(zlib.decompress(kept[HEAD:end]))
        body = zlib.decompress(kept[end:])
        records, pairs = told["sizes"]
        texts = [Text(ru, en) for ru, en in told["texts"]]
        likely, doubtful = (tuple(_cluster(one, texts) for one in part) for part in told["found"])
        hashes = np.frombuffer(body, np.uint64, records)
        one, other = np.frombuffer(body, np.int32, 2 * pairs, records * hashes.itemsize).reshape(2, pairs)
        past = Past(hashes, np.cumsum(one, dtype=np.int32), other, told["limits"], told["changed"])
        return Night(told["mark"], Duplicates(told["rows"], likely, doubtful), past)
    except (zlib.error, ValueError, KeyError, TypeError, IndexError):
        return None


def _cluster(told: Sequence[Any], texts: Sequence[Text]) -> Cluster:
    rows, score, reasons = told
    return Cluster(tuple(rows), score, tuple(texts[at] for at in reasons))
