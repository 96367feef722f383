"""The whole test command: `python -m tests` runs lint, formatting, types, import contracts and tests; words go on to pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CHECKS = (
    ("lint", [sys.executable, "-m", "ruff", "check", "."]),
    ("formatting", [sys.executable, "-m", "ruff", "format", "--check", "."]),
    ("types", [sys.executable, "-m", "mypy"]),
    ("import contracts", [str(BIN / "lint-imports"), "--no-cache"]),
    ("tests", [sys.executable, "-m", "pytest", "-n", "auto", *sys.argv[1:]]),
)


def main() -> int:
    """Run every check, also after one has failed; return 0 only when all passed."""
    failed = []
    for name, command in CHECKS:
        print(f"== {name}", flush=True)  # noqa: T201
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    print("failed: " + ", ".join(failed) if failed else "all checks passed", flush=True)  # noqa: T201
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
