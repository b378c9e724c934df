"""The command line of the crawl half: parse, call, print."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import click

from crawler import options
from pipelines.commands import LOCAL_PATH
from pipelines.console import INTERRUPTED, TIME_IS_UP, note, progress, stdout_console

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


@click.command("demo", epilog="Example: gongkai demo --out data/demo")
@click.option(
    "--out",
    type=LOCAL_PATH,
    default=Path("data/demo"),
    show_default=True,
    metavar="DIR",
    help="Folder for archive, dataset and state of the demo.",
)
@click.pass_context
def demo(ctx: click.Context, out: Path) -> None:
    """Crawl the bundled portals on loopback and compare the dataset with the truth."""
    from crawler.demo import run_demo  # noqa: PLC0415 - loads the simulation, which others need not

    ctx.exit(run_demo(out))


def _years(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> list[int]:
    years: set[int] = set()
    for value in values:
        match = _YEARS.fullmatch(value)
        if match is None:
            raise click.BadParameter(f"{value} is no year (2022) or span (2019-2023)", ctx, param)
        first = int(match[1])
        years.update(range(first, int(match[2] or first) + 1))
    return sorted(years)


@click.command(
    "crawl", epilog="Example: gongkai crawl gov-321322 --contact https://example.org/gongkai"
)
@click.argument("portals", metavar="[PORTAL]...", nargs=-1)
@options.REGIONS
@click.option(
    "--year",
    "years",
    multiple=True,
    callback=_years,
    metavar="YYYY[-YYYY]",
    help="Ask only reports whose title in the list names such a year, or none.",
)
@options.SHARD
@click.option(
    "--sweep", is_flag=True, help="Ask every known address whether it changed or is gone."
)
@click.option(
    "--until",
    callback=options.read_until,
    metavar="HH:MM",
    help="Ask nothing from then on; what was asked is extracted, the exit code is 4. "
    "A time that has passed is one of tomorrow.",
)
@options.ARCHIVE
@options.DATASET
@options.STATE
@options.ALLOW_HOSTS
@options.DELAY
@options.CONTACT
@click.pass_context
def crawl(
    ctx: click.Context,
    *,
    portals: tuple[str, ...],
    regions: tuple[str, ...],
    years: list[int],
    shard: tuple[int, int] | None,
    sweep: bool,
    until: dt.datetime | None,
    archive: Path,
    dataset: Path,
    state: Path,
    allow_hosts: tuple[str, ...],
    delay: float,
    contact: str | None,
) -> None:
    """Crawl portals of the registry, archive every answer, extract, commit at the end.

    PORTAL is a key of data/portals.csv; without one, all portals are crawled but those that
    rest since they refused. Only what is new or changed is asked; robots.txt and the delay are
    always obeyed.
    """
    # Scrapy and pyarrow are slow to load, and --help needs none of them.
    from crawler.crawl import run_crawl  # noqa: PLC0415
    from crawler.crawl_view import show_crawl  # noqa: PLC0415
    from crawler.selection import in_shard, select  # noqa: PLC0415
    from pipelines.reference import Reference  # noqa: PLC0415

    chosen = select(Reference.load(), portals, regions)
    if shard is not None:
        chosen = in_shard(chosen, *shard)
    with progress("crawl") as show:
        summary = run_crawl(
            chosen,
            archive=archive,
            state=state,
            dataset=dataset,
            delay=delay,
            allow_hosts=allow_hosts,
            contact=contact,
            years=years,
            sweep=sweep,
            insist=bool(portals),
            until=until,
            progress=show,
        )
    show_crawl(summary, stdout_console(), name_skipped=bool(portals))
    if summary.stopped:
        note("stopped; the same command goes on")
        ctx.exit(INTERRUPTED)
    if summary.timed_out:
        note("the time was up; the same command goes on")
        ctx.exit(TIME_IS_UP)
