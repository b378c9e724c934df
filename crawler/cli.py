"""The command line of the crawl half: parse, call, print."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import click

from crawler.bounds import DEFAULT_DELAY
from pipelines.commands import LOCAL_PATH
from pipelines.console import INTERRUPTED, TIME_IS_UP, note, progress, stdout_console

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_SHARD = re.compile(r"(\d{1,6})/(\d{1,6})")


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


def _shard(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    match = _SHARD.fullmatch(value)
    number, shards = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= shards:
        raise click.BadParameter(f"{value} is no shard such as 3/16", ctx, param)
    return number, shards


def _until(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.datetime | None:
    """Return the next time that the clock of this machine shows ``value``."""
    if value is None:
        return None
    try:
        clock = dt.time.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value} is no time of the day (06:00)", ctx, param) from None
    now = dt.datetime.now().astimezone()
    today = dt.datetime.combine(now.date(), clock.replace(tzinfo=None)).astimezone()
    return today if today > now else today + dt.timedelta(days=1)


def _contact(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not (value.isascii() and value.isprintable()):
        raise click.BadParameter("a user agent holds printable ASCII characters only")
    return value


@click.command(
    "crawl", epilog="Example: gongkai crawl gov-321322 --contact https://example.org/gongkai"
)
@click.argument("portals", metavar="[PORTAL]...", nargs=-1)
@click.option(
    "--region", "regions", multiple=True, metavar="CODE|NAME", help="Only portals that lie there."
)
@click.option(
    "--year",
    "years",
    multiple=True,
    callback=_years,
    metavar="YYYY[-YYYY]",
    help="Ask only reports whose title in the list names such a year, or none.",
)
@click.option(
    "--shard",
    callback=_shard,
    metavar="K/N",
    help="Only the K-th of N parts of the portals, for N machines.",
)
@click.option(
    "--sweep", is_flag=True, help="Ask also what a crawl that did not end has asked already."
)
@click.option(
    "--until",
    callback=_until,
    metavar="HH:MM",
    help="Ask nothing from then on; what was asked is extracted, the exit code is 4.",
)
@click.option(
    "--archive",
    type=LOCAL_PATH,
    default=Path("data/archive"),
    show_default=True,
    metavar="DIR",
    help="Where every answer is kept, as WARC.",
)
@click.option(
    "--dataset",
    type=LOCAL_PATH,
    default=Path("data/dataset"),
    show_default=True,
    metavar="DIR",
    help="Where the tables are.",
)
@click.option(
    "--state",
    type=LOCAL_PATH,
    default=Path("data/state"),
    show_default=True,
    metavar="DIR",
    help="What was done so far; after a kill the same command goes on.",
)
@click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="NAME",
    help="Let in a host or address that is not public.",
)
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=DEFAULT_DELAY,
    show_default=True,
    metavar="SECONDS",
    help="Between the end of a request and the next to the same host.",
)
@click.option(
    "--contact",
    envvar="GONGKAI_CONTACT",
    callback=_contact,
    metavar="TEXT",
    help="Address or page that the user agent names; or GONGKAI_CONTACT.",
)
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

    PORTAL is a key of data/portals.csv; without one, all portals are crawled. robots.txt and
    the delay are always obeyed.
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
