"""``gongkai nightly``: parse, run the night, print."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import click

from crawler import options
from pipelines.console import note, progress, stdout_console

#: How long a night asks unless told otherwise.
_HOURS: Final = dt.timedelta(hours=8)


@click.command(
    "nightly", epilog="Example: gongkai nightly --until 07:00 --contact https://example.org/gongkai"
)
@options.REGIONS
@options.SHARD
@click.option(
    "--until",
    callback=options.read_until,
    metavar="HH:MM",
    help="Ask nothing from then on; the later steps still run. A time that has passed is one of "
    "tomorrow.  [default: eight hours from now]",
)
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    metavar="PAGES",
    help="Reports and files a portal is asked before all others had their turn.  [default: all]",
)
@click.option("--sweep", is_flag=True, help="Ask every known report too, conditionally.")
@options.ARCHIVE
@options.DATASET
@options.STATE
@options.ALLOW_HOSTS
@options.DELAY
@options.CONTACT
@click.pass_context
def nightly(
    ctx: click.Context,
    *,
    regions: tuple[str, ...],
    shard: tuple[int, int] | None,
    until: dt.datetime | None,
    budget: int | None,
    sweep: bool,
    archive: Path,
    dataset: Path,
    state: Path,
    allow_hosts: tuple[str, ...],
    delay: float,
    contact: str | None,
) -> None:
    """Crawl what changed, extract, compact, check, and write a run report.

    The portals that wait longest for a complete visit come first; those that rest are left
    out. A step that fails does not keep the later ones from running. The report is a JSON file
    in the folder runs of the state. Ends with the worst of: 0 fine, 4 the time was up, 1 a
    floor is broken, 3 something is locked, 2 a step failed.
    """
    # Scrapy and pyarrow are slow to load, and --help needs none of them.
    from crawler.nightly.night import Plan, run_night  # noqa: PLC0415
    from crawler.nightly.view import show  # noqa: PLC0415
    from crawler.selection import in_shard, select  # noqa: PLC0415
    from pipelines.reference import Reference  # noqa: PLC0415

    chosen = select(Reference.load(), (), regions)
    if shard is not None:
        chosen = in_shard(chosen, *shard)
    with progress("crawl") as shown:
        plan = Plan(
            portals=chosen,
            archive=archive,
            dataset=dataset,
            state=state,
            until=until or dt.datetime.now(dt.UTC) + _HOURS,
            budget=budget,
            sweep=sweep,
            delay=delay,
            allow_hosts=allow_hosts,
            contact=contact,
        )
        report, path = run_night(plan, say=note, progress=shown)
    for step in report.steps:
        if step.error:
            note(f"{step.name} failed: {step.error}")
    show(report, path, stdout_console())
    ctx.exit(report.exit_code or 0)
