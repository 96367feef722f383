"""Refuses jobs that name rules, options or reports which there are not, before anything is read."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

from pydantic import BaseModel, ValidationError

from sheets_crm.engine.settings.complaints import explained, followed, nearest
from sheets_crm.engine.settings.yaml_file import located
from sheets_crm.errors import ConfigError
from sheets_crm.model.job import Job, Step
from sheets_crm.model.settings import Settings
from sheets_crm.model.text import Text
from sheets_crm.reports.registry import REPORTS
from sheets_crm.rules.registry import RULES

GROUP = "sheets_crm.rules"
IN_FILE = ".py:"


def refuse_unknown_steps(job: Job, path: Path) -> None:
    """Raise ConfigError, with the line of the job's file, for an unknown rule, option or report."""
    for at, step in enumerate(job.steps):
        _refuse_unknown_rule(step, path, at)
        _refuse_unknown_options(step, path, at)
    known = [report.key for report in REPORTS]
    for at, key in enumerate(job.reports):
        if key not in known:
            what = Text(f"вкладки «{key}» нет", f"there is no report {key!r}")
            raise ConfigError(what, where=located(path, "reports", at), mend=nearest(key, known))


def _refuse_unknown_rule(step: Step, path: Path, at: int) -> None:
    known = [rule.name for rule in RULES]
    if IN_FILE in step.rule or step.rule in known:
        return
    installed = [point.name for point in entry_points(group=GROUP)]
    if step.rule not in installed:
        what = Text(f"правила «{step.rule}» нет", f"there is no rule {step.rule!r}")
        near = nearest(step.rule, [*known, *installed])
        own = Text("Своё правило пишется так: файл.py:функция", "A rule of your own is written so: file.py:function")
        raise ConfigError(what, where=located(path, "steps", at, "rule"), mend=followed(near, own))


def _refuse_unknown_options(step: Step, path: Path, at: int) -> None:
    rule = next((rule for rule in RULES if rule.name == step.rule), None)
    if not step.options or (rule is None and IN_FILE not in step.rule):
        return
    section = Settings.model_fields[rule.setting].annotation if rule and rule.setting else None
    if not (isinstance(section, type) and issubclass(section, BaseModel)):
        what = Text(f"правило «{step.rule}» настроек не принимает", f"the rule {step.rule!r} takes no options")
        mend = Text("Удалите options этого шага", "Delete the options of this step")
        raise ConfigError(what, where=located(path, "steps", at, "options"), mend=mend)
    try:
        section.model_validate(step.options)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        what, mend = explained(first, section)
        raise ConfigError(what, where=located(path, "steps", at, "options", *first["loc"]), mend=mend) from wrong
