"""Finds the layouts and jobs that ship with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sheets_crm.errors import ConfigError
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Layout, Sheet

PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """Return the folder `jobs` or `templates`: inside the installed package, else beside it in a checkout."""
    shipped = PACKAGE / name
    if shipped.is_dir():
        return shipped
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise ConfigError(f"the folder {name} is missing", where=str(PACKAGE), mend="Install sheets-crm again.")


def names(kind: str) -> tuple[str, ...]:
    """List the layouts (`templates`) or jobs (`jobs`) by name."""
    return tuple(sorted(path.stem for path in folder(kind).glob("*.yaml") if path.stem != "catalogue"))


def load_layout(name: str) -> Layout:
    """Load a layout: the catalogue of all known sheets and columns, and which of them a new book shows."""
    catalogue = _read(folder("templates") / "catalogue.yaml")
    chosen: dict[str, list[str]] = _read(_named("templates", name))["sheets"]
    known = {sheet["kind"]: sheet for sheet in catalogue["sheets"]}
    order = [*chosen, *(kind for kind in known if kind not in chosen)]
    sheets = [Sheet.model_validate({**known[kind], "template": chosen.get(kind, [])}) for kind in order]
    return Layout(name=name, sheets=tuple(sheets))


def load_job(name: str) -> Job:
    """Load a job by its name, or from a YAML file of the user's own."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else _named("jobs", name)
    if not path.is_file():
        raise ConfigError("there is no such job file", where=str(path), mend="Check the path.")
    try:
        return Job.model_validate({"name": path.stem, **_read(path)})
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = f"{path}, {'.'.join(str(part) for part in first['loc'])}"
        raise ConfigError(first["msg"], where=where, mend="Mend this key in the job file.") from wrong


def _named(kind: str, name: str) -> Path:
    path = folder(kind) / f"{name}.yaml"
    if name not in names(kind):
        raise ConfigError(f"there is no {name!r} among {kind}", where=name, mend=f"Choose one of: {', '.join(names(kind))}.")
    return path


def _read(path: Path) -> dict[str, Any]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as wrong:
        raise ConfigError(f"this is not YAML: {wrong}", where=str(path), mend="Mend the line that the message names.") from wrong
    if not isinstance(read, dict):
        raise ConfigError("a mapping of keys is expected", where=str(path), mend="See the files that ship with the program.")
    return read
