"""``gongkai portals``: parse, list, print."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from pipelines.commands import LOCAL_PATH
from pipelines.console import stdout_console

OUTCOMES = ("complete", "stopped", "blocked", "challenged", "robots", "failed", "begun", "never")
LEVELS = ("central", "province", "prefecture", "county", "township", "zone")


@click.command("portals", epilog="Example: gongkai portals --region 内蒙古 --outcome blocked")
@click.argument("keys", metavar="[PORTAL]...", nargs=-1)
@click.option(
    "--region", "regions", multiple=True, metavar="CODE|NAME", help="Only portals that lie there."
)
@click.option(
    "--family",
    "families",
    multiple=True,
    metavar="NAME",
    help="Only portals of that family; none: of no known one.",
)
@click.option(
    "--level", "levels", multiple=True, type=click.Choice(LEVELS), help="Only of that level."
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    type=click.Choice(OUTCOMES),
    help="Only portals whose last visit ended so; never: not visited yet.",
)
@click.option("--due", is_flag=True, help="Only what a crawl of now would ask.")
@click.option("--no-column", is_flag=True, help="Only portals whose column is not known yet.")
@click.option(
    "--state",
    type=LOCAL_PATH,
    default=Path("data/state"),
    show_default=True,
    metavar="DIR",
    help="What was done so far; it is read while a crawl runs.",
)
@click.option(
    "--dataset",
    type=LOCAL_PATH,
    default=Path("data/dataset"),
    show_default=True,
    metavar="DIR",
    help="Whose visits are shown where there is no state.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array and nothing else.")
def portals(
    *,
    keys: tuple[str, ...],
    regions: tuple[str, ...],
    families: tuple[str, ...],
    levels: tuple[str, ...],
    outcomes: tuple[str, ...],
    due: bool,
    no_column: bool,
    state: Path,
    dataset: Path,
    as_json: bool,
) -> None:
    """List the portals of the registry with the last outcome and counts of each.

    PORTAL is a key of data/portals.csv; without one, all are listed. A portal that turned the
    crawler away three times in a row rests; how many days lie between two visits then, and when
    the next may be, stands in the last columns. Times are UTC.
    """
    # pyarrow is slow to load, and --help does not need it.
    from crawler.portals.listing import Filter, listing  # noqa: PLC0415
    from crawler.portals.standing import standings  # noqa: PLC0415
    from crawler.portals.view import show  # noqa: PLC0415
    from crawler.selection import select  # noqa: PLC0415
    from pipelines.reference import Reference  # noqa: PLC0415

    chosen = select(Reference.load(), keys, regions)
    wanted = Filter(
        families=frozenset(families),
        levels=frozenset(levels),
        outcomes=frozenset(outcomes),
        due=due,
        no_column=no_column,
    )
    listed = listing(chosen, standings(state, dataset), dt.datetime.now(dt.UTC))
    rows = [row for row in listed if wanted.keeps(row)]
    if as_json:
        objects = [row.to_dict() for row in rows]
        # UTF-8 whatever the encoding of the terminal: JSON has no other.
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1).encode())
    else:
        show(rows, stdout_console())
