"""`sheets-crm jobs`: which jobs and layouts there are."""

from __future__ import annotations

from sheets_crm.cli.options import ConfigOption, JsonOption, LangOption


def command(json: JsonOption = False, lang: LangOption = None, config: ConfigOption = None) -> None:
    """List the jobs with their rules, and the layouts."""
    from sheets_crm.cli.language import say, spoken
    from sheets_crm.cli.opening import open_config
    from sheets_crm.cli.telling import document, show
    from sheets_crm.engine.settings.resources import load_job, load_layout, names

    found = open_config(config, "")
    jobs = [load_job(name) for name in names("jobs")] + [load_job(str(found.folder / file)) for file in found.content.jobs]
    layouts = [load_layout(name) for name in names("templates")]
    if json:
        told = [
            {
                "job": job.name,
                "title": job.title.in_(spoken()),
                "steps": [step.rule for step in job.steps],
                "reports": list(job.reports),
            }
            for job in jobs
        ]
        document.put({"jobs": told, "layouts": [layout.name for layout in layouts]})
        return
    for job in jobs:
        show.CONSOLE.print(f"[bold]{job.name}[/bold] · {job.title.in_(spoken())}")
        show.CONSOLE.print("  " + ", ".join(show.title(step.rule) for step in job.steps))
    show.CONSOLE.print(f"\n{say('Шаблоны книг', 'Layouts of books')}: " + ", ".join(layout.name for layout in layouts))
