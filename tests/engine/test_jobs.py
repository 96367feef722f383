"""Jobs of people's own: every mistake in them is named with its file, its line and its remedy, before a book is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_crm.engine.settings.resources import load_job, load_layout, names
from sheets_crm.errors import ConfigError

HEAD = "title: {ru: Моё, en: Mine}\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "ru", "en"),
    [
        (f"{HEAD}steps:\n  - {{rule: phonez}}\n", 3, "«phones»", "'phones'"),
        (f"{HEAD}steps:\n  - rule: phones\n    style: wrong\n", 4, "rule, options", "rule, options"),
        (f"{HEAD}steps: []\nstep: []\n", 3, "«steps»", "'steps'"),
        (f"{HEAD}steps:\n  - rule: phones\n    options:\n      stile: national\n", 5, "«style»", "'style'"),
        (f"{HEAD}steps:\n  - {{rule: phones, options: {{style: wrong}}}}\n", 3, "'national' или", "'national' or"),
        (f"{HEAD}steps:\n  - {{rule: names, options: {{style: wrong}}}}\n", 3, "настроек не принимает", "takes no options"),
        (f"{HEAD}steps:\n  - {{rule: 'my.py:x', options: {{a: 1}}}}\n", 3, "настроек не принимает", "takes no options"),
        (f"{HEAD}steps: []\nreports:\n  - now\n  - sumary\n", 5, "«summary»", "'summary'"),
        ("steps:\n - {rule: phones\n", 3, "это не YAML", "this is not YAML"),
        ("- rule: phones\n", 1, "title и steps", "title and steps"),
        (HEAD, 1, "steps", "steps"),
        ("title: Просто\nsteps: []\n", 1, "ключи и значения", "keys and values"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy(tmp_path: Path, text: str, line: int, ru: str, en: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load_job(str(path))
    assert raised.value.where == f"{path}:{line}"
    assert ru in raised.value.told("ru")
    assert en in raised.value.told("en")


def test_a_job_is_called_as_its_file(tmp_path: Path) -> None:
    job = load_job(str(written(tmp_path, f"{HEAD}steps:\n  - {{rule: phones, options: {{style: national}}}}\n")))
    assert (job.name, job.steps[0].options) == ("mine", {"style": "national"})


def test_an_unknown_name_is_told_with_the_names_there_are() -> None:
    with pytest.raises(ConfigError) as raised:
        load_job("nightli")
    assert "«nightly»" in raised.value.told("ru")
    with pytest.raises(ConfigError) as raised:
        load_job("zzz", ("weekly",))
    assert "nightly, weekly" in raised.value.told("en")
    with pytest.raises(ConfigError) as raised:
        load_layout("zzz")
    assert "simple" in raised.value.told("ru")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_job(str(tmp_path / "nofile.yaml"))
    assert "такого файла задания нет" in raised.value.told("ru")


@pytest.mark.parametrize("name", names("jobs"))
def test_every_job_that_ships_is_right(name: str) -> None:
    assert load_job(name).steps
