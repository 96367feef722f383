"""A short stretch of the fuzzing, on workbooks of our own making: no exception but ours, no death, nothing written wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FUZZING = Path(__file__).parents[3] / "benchmarks" / "fuzzing.py"


@pytest.mark.skipif(sys.platform != "linux" or not FUZZING.exists(), reason="the fuzzing limits its processes as Linux does")
def test_spoiled_workbooks_bring_out_errors_of_ours_only(tmp_path: Path) -> None:
    told = ["--inputs", "250", "--seed", "2026", "--workers", "1", "--data", str(tmp_path), "--json"]
    done = subprocess.run([sys.executable, str(FUZZING), *told], capture_output=True, text=True, check=False)
    counts = json.loads(done.stdout)
    assert done.returncode == 0, counts["bad"]
    assert counts["read"] + counts["refused"] == counts["written"] + counts["kept"] == 250
    assert min(counts[kind] for kind in ("read", "refused", "written", "kept")) > 25
