"""Rules of the user's own: a function in a file (`my_rules.py:check_vat`), or an entry point in the group `sheets_crm.rules`.

Whatever they do wrong becomes a ConfigError that names the file, the line and the function.
"""

from __future__ import annotations

import importlib.util
import inspect
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from sheets_crm.engine.settings.job_checks import GROUP, IN_FILE
from sheets_crm.engine.settings.yields import fault_of
from sheets_crm.errors import ConfigError, SheetsCrmError
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Check, Rule, Yield

MEND = Text("Исправьте файл правил", "Mend the file of rules")
YIELD = Text("Правило отдаёт (yield) только Changes и Finding", "A rule yields nothing but Changes and Findings")


def own_rules(job: Job, folder: Path) -> dict[str, Rule]:
    """Load the rules of a job that are not ours, by the name that its steps use; files are relative to the config's folder.

    ConfigError when a file or function is missing, or fails as it is loaded; later, when a rule fails as it runs.
    """
    named = {step.rule for step in job.steps}
    installed = {point.name: point for point in entry_points(group=GROUP) if point.name in named}
    rules = {}
    for name, point in installed.items():
        try:
            found = point.load()
        except (Exception, SystemExit) as wrong:
            raise _failed(name, point.value, wrong) from wrong
        rules[name] = _rule(name, found, point.value)
    return rules | {name: _from_file(name, folder) for name in named if IN_FILE in name}


def _rule(name: str, found: Any, where: str) -> Rule:  # noqa: ANN401 - whatever stands under that name in a person's file
    if isinstance(found, Rule):
        return replace(found, name=name, check=_watched(name, found.check, where))
    if not callable(found):
        mend = Text("Назовите функцию", "Name a function")
        raise ConfigError(Text(f"«{name}» не функция", f"{name!r} is no function"), where=where, mend=mend)
    told = (inspect.getdoc(found) or name).strip().splitlines()[0]
    return Rule(name, Text(told, told), _watched(name, found, where))


def _from_file(name: str, folder: Path) -> Rule:
    file, _, function = name.rpartition(":")
    path = (folder / file).resolve()
    if not path.is_file():
        raise ConfigError(
            Text("такого файла правил нет", "there is no such file of rules"),
            where=str(path),
            mend=Text("Путь пишется относительно файла настроек", "The path is relative to the config file"),
        )
    module = _module(name, path)
    if not hasattr(module, function):
        what = Text(f"в файле нет функции «{function}»", f"the file has no function {function!r}")
        raise ConfigError(what, where=str(path), mend=Text("Проверьте её имя в задании", "Check its name in the job"))
    return _rule(name, getattr(module, function), str(path))


def _module(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as wrong:
        raise _failed(name, str(path), wrong) from wrong
    return module


def _watched(name: str, check: Check, where: str) -> Check:
    """Wrap a rule so that what it yields is looked at, and what it raises is told as a person can use it."""
    code = getattr(check, "__code__", None)
    file = code.co_filename if code else where
    place = f"{file}:{code.co_firstlineno}" if code else where
    try:
        inspect.signature(check).bind(None, None)
    except (TypeError, ValueError) as wrong:
        what = Text(f"правило «{name}» не принимает (snapshot, context)", f"the rule {name!r} does not take (snapshot, context)")
        mend = Text("Пишите: def правило(snapshot, context)", "Write: def rule(snapshot, context)")
        raise ConfigError(what, where=place, mend=mend) from wrong

    def watched(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
        try:
            for one in _iterable(name, check(snapshot, context), place):
                _refuse(name, fault_of(one, snapshot), place)
                yield one
        except SheetsCrmError:
            raise
        except (Exception, SystemExit) as wrong:
            raise _failed(name, file, wrong, place) from wrong

    return watched


def _iterable(name: str, said: Any, place: str) -> Iterable[Any]:  # noqa: ANN401 - whatever a person's function returns
    if not isinstance(said, Iterable):
        kind = "None" if said is None else type(said).__name__
        _refuse(name, Text(f"оно вернуло {kind}, а не список", f"it returned {kind}, and no list"), place)
    return said  # type: ignore[no-any-return]


def _refuse(name: str, fault: Text | None, place: str) -> None:
    if fault:
        raise ConfigError(Text(f"правило «{name}»: {fault.ru}", f"the rule {name!r}: {fault.en}"), where=place, mend=YIELD)


def _failed(name: str, file: str, wrong: BaseException, place: str = "") -> ConfigError:
    """Tell of an exception with the last line of the person's own file that it went through."""
    lines = [frame.lineno for frame in traceback.extract_tb(wrong.__traceback__) if frame.filename == file]
    if isinstance(wrong, SyntaxError) and wrong.filename == file:
        lines.append(wrong.lineno)
    where = f"{file}:{lines[-1]}" if lines else place or file
    said = f"{type(wrong).__name__}: {wrong}".rstrip(": ")
    return ConfigError(
        Text(f"правило «{name}» не сработало ({said})", f"the rule {name!r} failed ({said})"), where=where, mend=MEND
    )
