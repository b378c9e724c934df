"""``gongkai portals``: parse, list, print."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from pipelines.commands import LOCAL_PATH
from pipelines.console import stdout_console
from pipelines.errors import UserError

if TYPE_CHECKING:
    from pipelines.reference import Portals

OUTCOMES = ("complete", "stopped", "blocked", "challenged", "robots", "failed", "begun", "never")
NO_FAMILY = "none"
LEVELS = ("central", "province", "prefecture", "county", "township", "zone")


def _folder(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
    """Let through a folder, and the usual one where nothing was crawled yet."""
    given = ctx.get_parameter_source(param.name or "") is not ParameterSource.DEFAULT
    if not value.is_dir() and (given or value.exists()):
        raise UserError(f"{value}: this is no folder; give another --{param.name}")
    return value


def _check_families(names: Collection[str], registry: Portals) -> None:
    """Raise :class:`UserError` for a name that is neither a family's nor in the registry."""
    from crawler.families import FAMILIES  # noqa: PLC0415 - as below

    known = {*FAMILIES, NO_FAMILY, *(portal.family for portal in registry if portal.family)}
    for name in names:
        if name not in known:
            there_are = ", ".join(sorted(known))
            raise UserError(f"--family {name}: there is no such family; there are {there_are}")


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
    callback=_folder,
    default=Path("data/state"),
    show_default=True,
    metavar="DIR",
    help="What was done so far; it is read while a crawl runs.",
)
@click.option(
    "--dataset",
    type=LOCAL_PATH,
    callback=_folder,
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

    reference = Reference.load()
    _check_families(families, reference.portals)
    chosen = select(reference, keys, regions)
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
