"""Searching a table night after night: what was found stands while nothing of it changes, and only what is new is compared."""

from __future__ import annotations

from hashlib import blake2b

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import Duplicates, find_duplicates
from sheets_crm.matching.find import Here
from sheets_crm.matching.kept import Night
from sheets_crm.matching.past import PATIENCE, Patience
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.recall import Recall


def find_again(
    contacts: Contacts, kept: bytes, spread: Spread = one_by_one, patience: Patience = PATIENCE
) -> tuple[Duplicates, bytes]:
    """Find duplicates given what was kept of the last search (nothing: b""); return them with what to keep of this one.

    What another version of the program kept must not be given; what is damaged counts as nothing.
    """
    last, mark = Night.unpacked(kept), marked(contacts)
    if last and last.mark == mark and (found := last.told()):
        return found, kept
    recall = Recall(spread, last.read() if last else {})
    link = Here(last.compared() if last else None, patience)
    found = find_duplicates(contacts, recall, link)
    return found, Night.of(mark, found, link.now, recall.values()).packed() if link.now else b""


def marked(contacts: Contacts) -> str:
    """Return a hash of all that a table says, and where."""
    told = blake2b(repr((contacts.rows, contacts.others)).encode("utf-8", "surrogatepass"), digest_size=16)
    for key, columns in sorted(contacts.columns.items()):
        for texts in columns:
            told.update(f"\n{key} {sum(map(len, texts))}\n".encode())
            told.update("\0".join(texts).encode("utf-8", "surrogatepass"))
    return told.hexdigest()
