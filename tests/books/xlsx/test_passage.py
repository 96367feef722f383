"""A sheet comes back from its deflated bytes by another library than deflated it."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from sheets_crm.books.xlsx.writing import passage
from sheets_crm.books.xlsx.writing.passage import Passage, another


def test_what_isal_deflated_another_inflates() -> None:
    isal = pytest.importorskip("isal.isal_zlib")
    assert another(isal) is not isal
    assert another(zlib) is zlib


def test_bytes_that_do_not_inflate_are_told_as_zlib_tells_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage.Packing, "add", lambda *_: b"\xff" * 64)
    with pytest.raises(zlib.error):
        Passage([b"x"], iter, str(tmp_path)).finish()
