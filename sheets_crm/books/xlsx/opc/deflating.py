"""Deflate and its like: by isal, by zlib-ng where that alone is installed (`pip install sheets-crm[fast]`), else by zlib."""

from __future__ import annotations

import zlib
from importlib import import_module
from typing import Any

LIBRARIES = (("isal.isal_zlib", 2), ("zlib_ng.zlib_ng", 6))
"""Modules with the interface of zlib, the fastest first, and its level: isal makes files a tenth larger than zlib at 6."""


def library() -> tuple[Any, int]:
    """Return the fastest library that is installed, and its level."""
    for name, level in LIBRARIES:
        try:
            return import_module(name), level
        except ImportError:
            continue
    return zlib, 6


def compressor() -> Any:  # noqa: ANN401 - three libraries with one interface
    """Return a raw deflate compressor."""
    made, level = library()
    return made.compressobj(level, wbits=-15)
