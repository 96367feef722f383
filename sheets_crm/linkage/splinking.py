"""Splink 4 and 5 behind one face: what differs between them is known here alone."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import Any

CHANGED = 5
"""From this version on tables are registered with the database and not given to the linker."""


def predicted(api: Any, records: Any, settings: dict[str, Any]) -> str:
    """Let Splink block and predict; return the name of the engine's table of pairs.

    No threshold is given to Splink: engines would move it before the levels, and work each of them out once for every other.
    """
    from splink import Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    if int(version("splink").partition(".")[0]) < CHANGED:
        found = Linker(records, settings, api, set_up_basic_logging=False, validate_settings=False).inference.predict()
    else:
        linker = Linker(api.register(records), settings, log_level=None, validate_settings=False)
        found = linker.inference.predict(warning_mode="never")
    return str(found.physical_name)
