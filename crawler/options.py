"""Options that several commands of the crawl half share."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Final

import click

from crawler.bounds import DEFAULT_DELAY
from pipelines.commands import LOCAL_PATH

_SHARD = re.compile(r"(\d{1,6})/(\d{1,6})")


def read_shard(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """Read ``3/16``: the third of sixteen parts."""
    if value is None:
        return None
    match = _SHARD.fullmatch(value)
    number, shards = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= shards:
        raise click.BadParameter(f"{value} is no shard such as 3/16", ctx, param)
    return number, shards


def read_until(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.datetime | None:
    """Return the next time that the clock of this machine shows ``value``."""
    if value is None:
        return None
    try:
        clock = dt.datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - what a clock shows has no zone
    except ValueError:
        raise click.BadParameter(f"{value} is no time of the day (06:00)", ctx, param) from None
    now = dt.datetime.now().astimezone()
    today = dt.datetime.combine(now.date(), clock).astimezone()
    return today if today > now else today + dt.timedelta(days=1)


def read_contact(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Let through what may stand in a header."""
    if value is not None and not (value.isascii() and value.isprintable()):
        raise click.BadParameter("a user agent holds printable ASCII characters only")
    return value


REGIONS: Final = click.option(
    "--region", "regions", multiple=True, metavar="CODE|NAME", help="Only portals that lie there."
)
SHARD: Final = click.option(
    "--shard",
    callback=read_shard,
    metavar="K/N",
    help="Only the K-th of N parts of the portals, for N machines.",
)
ARCHIVE: Final = click.option(
    "--archive",
    type=LOCAL_PATH,
    default=Path("data/archive"),
    show_default=True,
    metavar="DIR",
    help="Where every answer is kept, as WARC.",
)
DATASET: Final = click.option(
    "--dataset",
    type=LOCAL_PATH,
    default=Path("data/dataset"),
    show_default=True,
    metavar="DIR",
    help="Where the tables are.",
)
STATE: Final = click.option(
    "--state",
    type=LOCAL_PATH,
    default=Path("data/state"),
    show_default=True,
    metavar="DIR",
    help="What was done so far; after a kill the same command goes on.",
)
ALLOW_HOSTS: Final = click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="NAME",
    help="Let in a host or address that is not public.",
)
DELAY: Final = click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=DEFAULT_DELAY,
    show_default=True,
    metavar="SECONDS",
    help="Between the end of a request and the next to the same host.",
)
CONTACT: Final = click.option(
    "--contact",
    envvar="GONGKAI_CONTACT",
    callback=read_contact,
    metavar="TEXT",
    help="Address or page that the user agent names; or GONGKAI_CONTACT.",
)
