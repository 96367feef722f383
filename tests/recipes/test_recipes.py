"""The recipes are true: they parse, the commands and options that they name are there, and they start when they say."""

from __future__ import annotations

import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typer
import yaml

from sheets_crm.cli.app import app
from sheets_crm.engine.settings.config import load_config
from sheets_crm.engine.watch.tasks import tasks_of

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "recipes"
README = (RECIPES / "README.md").read_text(encoding="utf-8")
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
EVERY_MINUTES = 10
"""How often all recipes look whether something is due, as the README says of them."""
PROGRAM = re.compile(r"^(?:/opt/sheets-crm/bin/|/usr/local/sheets-crm/bin/|C:\\sheets-crm\\Scripts\\)?sheets-crm(?:\.exe)?$")


def cron_lines() -> list[tuple[str, list[str]]]:
    """The five fields and the command of each line, also of the one that is there to be switched on."""
    lines = (RECIPES / "cron" / "sheets-crm.cron").read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r"#?((?:[\d*/,-]+ ){4}[\d*/,-]+) (.+)", line) for line in lines]
    return [(one[1], shlex.split(one[2])) for one in found if one]


def unit(name: str) -> dict[str, list[str]]:
    """The keys of a systemd unit."""
    keys: dict[str, list[str]] = {}
    for line in (RECIPES / "systemd" / name).read_text(encoding="utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            keys.setdefault(key, []).append(value)
    return keys


def task_text() -> str:
    return (RECIPES / "windows" / "sheets-crm.xml").read_bytes().decode("utf-16")


def task() -> ET.Element:
    return ET.fromstring((RECIPES / "windows" / "sheets-crm.xml").read_bytes())


def plist() -> dict[str, object]:
    found: dict[str, object] = plistlib.loads((RECIPES / "macos" / "com.sheets-crm.watch.plist").read_bytes())
    return found


def dockerfile(word: str) -> list[str]:
    text = (RECIPES / "container" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.partition(" ")[2].strip() for line in text.splitlines() if line.startswith(f"{word} ")]


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command of ours in every recipe."""
    for _, words in cron_lines():
        yield "cron", words
    for name in ("sheets-crm.service", "sheets-crm-once.service"):
        yield name, shlex.split(unit(name)["ExecStart"][0])
    action = task().find(f".//{TASK}Exec")
    assert action is not None
    yield (
        "Task Scheduler",
        [str(action.findtext(f"{TASK}Command")), *shlex.split(str(action.findtext(f"{TASK}Arguments")), posix=False)],
    )
    for said in re.findall(r'/TR "([^"]+)"', (RECIPES / "windows" / "schtasks.txt").read_text(encoding="utf-8")):
        yield "schtasks", said.split()
    yield "launchd", [str(word) for word in list(plist()["ProgramArguments"])]  # type: ignore[call-overload]
    entry, words = (yaml.safe_load(dockerfile(word)[0]) for word in ("ENTRYPOINT", "CMD"))
    yield "container", [*entry, *words]
    health = yaml.safe_load(dockerfile("HEALTHCHECK")[0].partition("CMD")[2])
    yield "health", health[-1].partition(" || ")[0].split()
    for said in re.findall(r"`sheets-crm ([a-z-][^`]*)`", README):
        yield "README", ["sheets-crm", *said.replace("КНИГА", "BOOK").split()]


@pytest.mark.parametrize(
    ("where", "words"), list(commands()), ids=lambda one: one if isinstance(one, str) else " ".join(one[1:3])
)
def test_every_command_and_option_is_there(where: str, words: list[str]) -> None:
    assert PROGRAM.match(words[0]), where
    command = typer.main.get_command(app)
    own = command.commands[words[1]]  # type: ignore[attr-defined]
    known = {option for parameter in own.params for option in parameter.opts}
    assert {word for word in words[2:] if word.startswith("--")} <= known


def test_all_of_them_look_as_often_as_they_say() -> None:
    assert [fields for fields, words in cron_lines() if "--once" in words] == [f"*/{EVERY_MINUTES} * * * *"]
    assert unit("sheets-crm-once.timer")["OnCalendar"] == [f"*:0/{EVERY_MINUTES}"]
    assert task().findtext(f".//{TASK}Interval") == f"PT{EVERY_MINUTES}M"
    assert f"/SC MINUTE /MO {EVERY_MINUTES} " in (RECIPES / "windows" / "schtasks.txt").read_text(encoding="utf-8")


def test_the_cron_line_of_one_book_comes_when_the_job_itself_says() -> None:
    minute, hour, *days = next(fields for fields, words in cron_lines() if "run" in words).split()
    schedule = yaml.safe_load((ROOT / "jobs" / "nightly.yaml").read_text(encoding="utf-8"))["schedule"]
    assert schedule == f"every day at {int(hour):02}:{int(minute):02}"
    assert days == ["*"] * 3


def test_every_recipe_is_explained_in_both_languages() -> None:
    russian, english = README.split('<a name="in-english"></a>')
    for path in sorted(RECIPES.rglob("*.*")):
        name = path.relative_to(RECIPES).as_posix()
        if name not in ("README.md", "systemd/sheets-crm-once.service"):
            assert f"]({name})" in russian, name
            assert f"]({name})" in english, name
    for path in RECIPES.rglob("*"):
        if path.is_file() and path.suffix != ".md":
            text = task_text() if path.suffix == ".xml" else path.read_text(encoding="utf-8")
            assert re.search("[а-я]{4}", text), path
            assert re.search("Every|Linux server|Windows:|macOS: watch is|Build from|In the folder|Do once|Instead of", text), (
                path
            )


def test_all_that_the_readme_links_to_is_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (RECIPES / link).is_file(), link


def test_the_config_of_the_readme_can_be_watched(tmp_path: Path) -> None:
    told = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert len(told) == 1
    (tmp_path / "sheets-crm.yaml").write_text(told[0], encoding="utf-8")
    tasks = tasks_of(load_config(tmp_path / "sheets-crm.yaml", ""))
    assert [task.schedule for task in tasks] == ["every day at 03:00", "every weekday at 07:00 and 21:00"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for path in (RECIPES / "systemd").iterdir():
        text = path.read_text(encoding="utf-8").replace("/opt/sheets-crm/bin/sheets-crm", sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    said = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    about = [line for line in said.stderr.splitlines() if "sheets-crm" in line]
    assert about == []


def test_systemd_waits_for_a_write_and_does_not_start_again_what_a_person_must_mend() -> None:
    keys = unit("sheets-crm.service")
    assert keys["Type"] == ["notify"]
    assert keys["KillMode"] == ["mixed"]
    assert keys["RestartPreventExitStatus"] == ["2 3"]
    assert keys["ReadWritePaths"] == keys["WorkingDirectory"]


BOOLEAN, DURATION, ANY = r"true|false", r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?", r"[\s\S]+"
KNOWN: dict[str, dict[str, str]] = {
    "Task": dict.fromkeys(("RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"), ""),
    "RegistrationInfo": {"Author": ANY, "Description": ANY},
    "Triggers": {"CalendarTrigger": ""},
    "CalendarTrigger": {
        "Enabled": BOOLEAN,
        "StartBoundary": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
        "Repetition": "",
        "ScheduleByDay": "",
    },
    "Repetition": {"Interval": DURATION, "Duration": DURATION, "StopAtDurationEnd": BOOLEAN},
    "ScheduleByDay": {"DaysInterval": r"[1-9]\d?"},
    "Principals": {"Principal": ""},
    "Principal": {"UserId": ANY, "LogonType": "S4U|Password|InteractiveToken", "RunLevel": "LeastPrivilege|HighestAvailable"},
    "Settings": {
        "MultipleInstancesPolicy": "Parallel|Queue|IgnoreNew|StopExisting",
        "DisallowStartIfOnBatteries": BOOLEAN,
        "StopIfGoingOnBatteries": BOOLEAN,
        "AllowHardTerminate": BOOLEAN,
        "StartWhenAvailable": BOOLEAN,
        "RunOnlyIfNetworkAvailable": BOOLEAN,
        "AllowStartOnDemand": BOOLEAN,
        "Enabled": BOOLEAN,
        "Hidden": BOOLEAN,
        "RunOnlyIfIdle": BOOLEAN,
        "WakeToRun": BOOLEAN,
        "ExecutionTimeLimit": DURATION,
        "Priority": "10|[0-9]",
    },
    "Actions": {"Exec": ""},
    "Exec": {"Command": ANY, "Arguments": ANY, "WorkingDirectory": ANY},
}
"""What the recipe uses of Microsoft's schema of tasks (MS-TSCH 2.5): the children of each element, in order, and their values."""


def test_the_task_of_windows_is_as_its_schema_wants_it() -> None:
    root = task()
    assert (root.tag, root.get("version")) == (f"{TASK}Task", "1.2")
    for element in root.iter():
        name = element.tag.removeprefix(TASK)
        if name in KNOWN:
            children = [child.tag.removeprefix(TASK) for child in element]
            assert children == [one for one in KNOWN[name] if one in children], f"{name}: unknown, twice, or in another order"
            for child in element:
                pattern = KNOWN[name][child.tag.removeprefix(TASK)]
                assert not pattern or re.fullmatch(pattern, child.text or ""), child.tag
    actions, principal = root.find(f"{TASK}Actions"), root.find(f".//{TASK}Principal")
    assert actions is not None
    assert principal is not None
    assert actions.get("Context") == principal.get("id")


def test_the_task_of_windows_is_written_as_task_scheduler_reads_it() -> None:
    raw = (RECIPES / "windows" / "sheets-crm.xml").read_bytes()
    assert raw[:2] == b"\xff\xfe"
    assert task_text().startswith('<?xml version="1.0" encoding="UTF-16"?>\r\n')


def test_the_task_of_windows_makes_up_and_runs_once_at_a_time() -> None:
    root = task()
    assert root.findtext(f".//{TASK}StartWhenAvailable") == "true"
    assert root.findtext(f".//{TASK}MultipleInstancesPolicy") == "IgnoreNew"
    assert root.findtext(f".//{TASK}DisallowStartIfOnBatteries") == "false"


def test_the_container_is_nobody_on_a_disk_that_it_cannot_write() -> None:
    service = yaml.safe_load((RECIPES / "container" / "compose.yaml").read_text(encoding="utf-8"))["services"]["sheets-crm"]
    assert service["read_only"] is True
    assert service["user"] == dockerfile("USER")[-1] == "10001"
    assert [volume.split(":")[1] for volume in service["volumes"]] == dockerfile("VOLUME") == ["/data"]
    assert (RECIPES / "container" / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()


def test_the_container_is_built_from_what_is_there() -> None:
    for line in dockerfile("COPY"):
        if not line.startswith("--from"):
            *sources, _ = line.split()
            for source in sources:
                assert (ROOT / source).exists(), source
    shipped = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    copied = " ".join(dockerfile("COPY")).split()
    assert {name for name in ("jobs", "templates", "sheets_crm") if f'"{name}"' in shipped} <= set(copied)


@pytest.mark.skipif(not shutil.which("hadolint"), reason="hadolint is not on this machine")
def test_hadolint_finds_nothing_wrong() -> None:
    said = subprocess.run(["hadolint", RECIPES / "container" / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")


def test_launchd_starts_it_again_only_after_a_failure() -> None:
    found = plist()
    assert found["KeepAlive"] == {"SuccessfulExit": False}
    assert found["Label"] == "com.sheets-crm.watch"


def test_recipes_come_with_the_source() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"recipes"' in text.split("[tool.hatch.build.targets.sdist]")[1].split("[")[1]
