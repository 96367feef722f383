from __future__ import annotations

import sys
from pathlib import Path

import pytest
from commands_run import Run, Said

from sheets_crm.cli.main import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `sheets-crm` with these words, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["sheets-crm", *map(str, words)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return call
