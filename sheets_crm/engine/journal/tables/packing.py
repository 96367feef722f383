"""Columns of cells as bytes and back, without loss: small, and quick to read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.books.xlsx.opc.deflating import library
from sheets_crm.model.cells import Kind, RichText, Vector
from sheets_crm.model.hollow import no_numbers, no_texts

BETWEEN = "\0"
HEAD = 4
CODES = (np.uint8, np.uint16, np.uint32)
WHOLE = (np.int8, np.int16, np.int32, np.int64)
CENTS = 100
BIGGEST = 2.0**53
Array = NDArray[Any]


def packed(cells: Vector) -> bytes:
    """Return the cells of a column as compressed bytes."""
    body: list[bytes] = []
    words, counted = _parts(cells.kinds)
    head: dict[str, Any] = {"length": len(cells), "kinds": _put(body, cells.kinds, np.uint8)}
    if words.any():
        texts = cells.texts[words]
        head["texts"] = _put_texts(body, texts)
        if RichText in set(map(type, texts.tolist())):
            head["runs"] = [(at, text.runs) for at, text in enumerate(texts.tolist()) if isinstance(text, RichText)]
    if counted.any():
        head["numbers"] = _put_numbers(body, cells.numbers[counted])
    if cells.formulas:
        head["formulas"] = list(cells.formulas.items())
    told = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    module, level = library()
    return bytes(module.compress(b"".join([len(told).to_bytes(HEAD, "little"), told, *body]), level))


def unpacked(kept: bytes) -> Vector:
    """Return the cells that were packed; ValueError, KeyError or TypeError when the bytes are damaged."""
    module, _ = library()
    try:
        body = memoryview(module.decompress(kept))
    except module.error as wrong:
        raise ValueError(str(wrong)) from wrong
    start = HEAD + int.from_bytes(body[:HEAD], "little")
    head = json.loads(bytes(body[HEAD:start]).decode("utf-8", "surrogatepass"))
    source = _Source(body, start)
    kinds: NDArray[np.uint8] = source.array(head["kinds"], head["length"])
    words, counted = _parts(kinds)
    numbers, texts = no_numbers(len(kinds)), no_texts(len(kinds))
    if "texts" in head:
        texts = texts.copy()
        told = source.texts(head["texts"], int(words.sum()))
        for at, runs in head.get("runs", ()):
            told[at] = RichText(told[at], runs)
        texts[words] = told
    if "numbers" in head:
        numbers = numbers.copy()
        numbers[counted] = source.numbers(head["numbers"], int(counted.sum()))
    return Vector(kinds, numbers, texts, {int(at): str(formula) for at, formula in head.get("formulas", ())})


def _parts(kinds: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say where text stands, and where a number does."""
    words = (kinds == Kind.TEXT) | (kinds == Kind.ERROR)
    return words, (kinds != Kind.EMPTY) & ~words


class _Source:
    """Bytes that are read one part after the other."""

    def __init__(self, body: memoryview, at: int) -> None:
        self.body, self.at = body, at

    def array(self, head: Mapping[str, Any], length: int) -> Array:
        if "all" in head:
            return np.full(length, head["all"], head["of"])
        kind = np.dtype(head["of"])
        return np.frombuffer(self._take(length * kind.itemsize), kind)

    def texts(self, head: Mapping[str, Any], length: int) -> NDArray[np.object_]:
        codes = self.array(head["codes"], length) if "codes" in head else None
        told = bytes(self._take(head["size"])).decode("utf-8", "surrogatepass")
        distinct = _objects(json.loads(told) if head["json"] else told.split(BETWEEN))
        return distinct if codes is None else distinct[codes]

    def numbers(self, head: Mapping[str, Any], length: int) -> NDArray[np.float64]:
        out: NDArray[np.float64] = self.array(head, length) / np.float64(head["by"])
        return out

    def _take(self, size: int) -> memoryview:
        self.at += size
        return self.body[self.at - size : self.at]


def _put(body: list[bytes], numbers: Array, kind: type) -> dict[str, Any]:
    """Add numbers; where they are all one, the head tells it."""
    head = {"of": np.dtype(kind).name}
    if len(numbers) and (numbers == numbers[0]).all():
        return {**head, "all": numbers[0].item()}
    body.append(numbers.astype(kind).tobytes())
    return head


def _put_texts(body: list[bytes], texts: NDArray[np.object_]) -> dict[str, Any]:
    """Add texts: each different one once, and which of them stands where, if there are many of a kind."""
    head: dict[str, Any] = {}
    codes, distinct = pd.factorize(texts)
    if 2 * len(distinct) < len(texts) and (codes >= 0).all():
        head["codes"] = _put(body, codes, next(kind for kind in CODES if len(distinct) <= np.iinfo(kind).max))
        texts = distinct
    told = _joined(texts.tolist())
    head["json"] = told is None
    body.append((json.dumps(texts.tolist(), ensure_ascii=False) if told is None else told).encode("utf-8", "surrogatepass"))
    return {**head, "size": len(body[-1])}


def _joined(texts: Sequence[str | None]) -> str | None:
    """Return texts in one; None where one of them is none, or holds what goes between them."""
    known = [text for text in texts if text is not None]
    told = BETWEEN.join(known)
    return told if len(known) == len(texts) == told.count(BETWEEN) + 1 else None


def _objects(texts: Sequence[str]) -> NDArray[np.object_]:
    out = np.empty(len(texts), object)
    out[:] = texts
    return out


def _put_numbers(body: list[bytes], numbers: NDArray[np.float64]) -> dict[str, Any]:
    """Add numbers, as small whole ones where they or their hundredths are whole."""
    if np.isfinite(numbers).all() and np.abs(numbers).max() < BIGGEST / CENTS and not np.signbit(numbers[numbers == 0]).any():
        for by in (1, CENTS):
            whole = np.rint(numbers * by)
            if (whole / by == numbers).all():
                most = np.abs(whole).max()
                return {**_put(body, whole, next(kind for kind in WHOLE if most <= np.iinfo(kind).max)), "by": by}
    return {**_put(body, numbers, np.float64), "by": 1}
