"""Finds the layouts and jobs that ship with the program, and jobs of the user's own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from sheets_crm.engine.settings.complaints import followed, nearest
from sheets_crm.engine.settings.job_checks import refuse_unknown_steps
from sheets_crm.engine.settings.yaml_file import compose, construct, read_model, read_text
from sheets_crm.errors import ConfigError
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Layout, Sheet
from sheets_crm.model.text import Text

PACKAGE = Path(__file__).parents[2]
EXAMPLE = Text(
    "Нужны ключи title и steps, например: steps: [{rule: phones}]", "The keys title and steps are needed: steps: [{rule: phones}]"
)
KINDS = {
    "jobs": (Text("задания", "job"), Text("Все задания: sheets-crm jobs", "All jobs: sheets-crm jobs")),
    "templates": (Text("шаблона", "layout"), Text("Все шаблоны: sheets-crm jobs", "All layouts: sheets-crm jobs")),
}


def folder(name: str) -> Path:
    """Return the folder `jobs` or `templates`: inside the installed package, else beside it in a checkout."""
    shipped = PACKAGE / name
    if shipped.is_dir():
        return shipped
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    what = Text(f"нет папки {name}, которая приходит с программой", f"the folder {name} that ships with the program is missing")
    raise ConfigError(what, where=str(PACKAGE), mend=Text("Установите sheets-crm заново", "Install sheets-crm again"))


def names(kind: str) -> tuple[str, ...]:
    """List the layouts (`templates`) or jobs (`jobs`) by name."""
    return tuple(sorted(path.stem for path in folder(kind).glob("*.yaml") if path.stem != "catalogue"))


@cache
def load_layout(name: str) -> Layout:
    """Load a layout, once in a process: the catalogue of all known sheets and columns, and which of them a new book shows."""
    catalogue = _read(folder("templates") / "catalogue.yaml")
    chosen: dict[str, list[str]] = _read(_named("templates", name))["sheets"]
    known = {sheet["kind"]: sheet for sheet in catalogue["sheets"]}
    order = [*chosen, *(kind for kind in known if kind not in chosen)]
    sheets = [Sheet.model_validate({**known[kind], "template": chosen.get(kind, [])}) for kind in order]
    return Layout(name=name, sheets=tuple(sheets))


def load_job(name: str, own: Iterable[str] = ()) -> Job:
    """Load a job by its name, or from a YAML file of the user's own; `own` are the names of the user's, to be told of.

    ConfigError names the file, the line and the remedy, for unknown rules, options and reports as well.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else _named("jobs", name, own)
    if not path.is_file():
        what = Text("такого файла задания нет", "there is no such job file")
        mend = Text(
            "Проверьте путь; в настройках (jobs) он пишется относительно файла настроек",
            "Check the path; in the config (jobs) it is relative to the config file",
        )
        raise ConfigError(what, where=str(path), mend=mend)
    job = read_model(path, Job, given={"name": path.stem}, example=EXAMPLE)
    refuse_unknown_steps(job, path)
    return job


def _named(kind: str, name: str, own: Iterable[str] = ()) -> Path:
    if name not in names(kind):
        noun, listed = KINDS[kind]
        mend = followed(nearest(name, (*names(kind), *own)), listed)
        raise ConfigError(Text(f"{noun.ru} «{name}» нет", f"there is no {noun.en} {name!r}"), mend=mend)
    return folder(kind) / f"{name}.yaml"


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = construct(compose(read_text(path), str(path)))
    return content
