"""Rules of the user's own: a function in a file (`my_rules.py:check_vat`), or an entry point in the group `sheets_crm.rules`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from sheets_crm.errors import ConfigError
from sheets_crm.model.job import Job
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

GROUP = "sheets_crm.rules"
IN_FILE = ".py:"


def own_rules(job: Job, folder: Path) -> dict[str, Rule]:
    """Load the rules of a job that are not ours, by the name that its steps use; files are relative to the config's folder.

    ConfigError when a file or function is missing, or fails as it is loaded.
    """
    named = {step.rule for step in job.steps}
    installed = {point.name: point for point in entry_points(group=GROUP) if point.name in named}
    rules = {name: _rule(name, point.load()) for name, point in installed.items()}
    return rules | {name: _rule(name, _from_file(name, folder)) for name in named if IN_FILE in name}


def _rule(name: str, found: Rule | Callable[..., Any]) -> Rule:
    if isinstance(found, Rule):
        return found
    told = (found.__doc__ or name).strip().splitlines()[0]
    return Rule(name, Text(told, told), found)


def _from_file(name: str, folder: Path) -> Callable[..., Any]:
    file, _, function = name.rpartition(":")
    path = folder / file
    if not path.is_file():
        raise ConfigError(
            Text("такого файла правил нет", "there is no such file of rules"),
            where=str(path),
            mend=Text("Путь пишется относительно файла настроек", "The path is relative to the config file"),
        )
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        found = getattr(module, function)
    except Exception as wrong:
        raise ConfigError(
            Text(f"правило не загрузилось: {wrong}", f"the rule could not be loaded: {wrong}"),
            where=f"{path}:{function}",
            mend=Text("Исправьте файл правил", "Mend the file of rules"),
        ) from wrong
    if not callable(found):
        raise ConfigError(
            Text("это не функция", "this is no function"),
            where=f"{path}:{function}",
            mend=Text("Назовите функцию", "Name a function"),
        )
    return found  # type: ignore[no-any-return]
