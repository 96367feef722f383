"""`sheets-crm`: how the program starts, and how errors end."""

from __future__ import annotations

import gc
import json
import os
import sys

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.plain import plain_audit
from sheets_crm.errors import SheetsCrmError

COLLECT_AFTER = (100_000, 50, 100)


def main() -> None:
    """Run the command line; our errors become one message and their exit status."""
    # A big book is millions of values without cycles: Python's own thresholds go through them over and over, a tenth of a run.
    gc.set_threshold(*COLLECT_AFTER)
    # Nothing here multiplies matrices; the threads that numpy would start for that cost a third of its loading.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        status = plain_audit(sys.argv[1:])
        if status is not None:
            sys.exit(status)
        from sheets_crm.cli.app import app

        app()
    except SheetsCrmError as error:
        if "--json" in sys.argv:
            print(json.dumps({"error": error.told(spoken()), "exit": error.exit_status}, ensure_ascii=False))  # noqa: T201
        print(error.told(spoken()), file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        print(say("Прервано. Книга цела.", "Interrupted. The book is whole."), file=sys.stderr)  # noqa: T201
        sys.exit(130)
