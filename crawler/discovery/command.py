"""``gongkai discover``: parse, walk, print rows, register."""

from __future__ import annotations

import re
from pathlib import Path

import click

from crawler.discovery import DEFAULT_PAGES
from crawler.options import ALLOW_HOSTS, ARCHIVE, CONTACT, DELAY
from pipelines.console import INTERRUPTED, note, progress

_DATA = Path("data")


def _code(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    # The reference data is slow to load, and --help needs none of it.
    from pipelines.reference import CENTRAL, Reference  # noqa: PLC0415

    known = re.fullmatch(r"\d{6}", value) and (
        value == CENTRAL or Reference.load().divisions.named(value)
    )
    if not known:
        raise click.BadParameter(f"{value} is no code of data/divisions.csv", ctx, param)
    return value


@click.command("discover", epilog="Example: gongkai discover https://www.x.gov.cn/ --register")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option(
    "--register",
    "is_registered",
    is_flag=True,
    help="Put what was found into data/portals.csv; what stands there is not overwritten.",
)
@click.option("--name", metavar="TEXT", help="Name of the portal, where its pages do not tell.")
@click.option(
    "--division-code",
    "division_code",
    callback=_code,
    metavar="CODE",
    help="Division that it serves, where its pages do not tell.",
)
@click.option(
    "--pages",
    type=click.IntRange(min=1),
    default=DEFAULT_PAGES,
    show_default=True,
    metavar="N",
    help="Pages asked of one portal, at most.",
)
@ARCHIVE
@ALLOW_HOSTS
@DELAY
@CONTACT
@click.pass_context
def discover(
    ctx: click.Context,
    *,
    urls: tuple[str, ...],
    is_registered: bool,
    name: str | None,
    division_code: str | None,
    pages: int,
    archive: Path,
    allow_hosts: tuple[str, ...],
    delay: float,
    contact: str | None,
) -> None:
    """Find the columns of annual reports of portals, from their home pages alone.

    Prints rows of data/portals.csv to standard output and the evidence to standard error.
    robots.txt and the delay are obeyed as in a crawl.
    """
    if len(urls) > 1 and (name or division_code):
        raise click.UsageError("--name and --division-code are of one portal; give one URL")
    # Scrapy is slow to load, and --help does not need it.
    from crawler.discovery.registry import check_writable, register  # noqa: PLC0415
    from crawler.discovery.rows import header_line, row_of  # noqa: PLC0415
    from crawler.discovery.run import run_discovery  # noqa: PLC0415
    from crawler.discovery.view import (  # noqa: PLC0415
        evidence_lines,
        missing_line,
        registered_line,
        row_line,
    )
    from pipelines.reference import Reference  # noqa: PLC0415

    if is_registered:
        check_writable(_DATA)
    with progress("discover") as show:
        run = run_discovery(
            urls,
            archive=archive,
            delay=delay,
            pages=pages,
            allow_hosts=allow_hosts,
            contact=contact,
            progress=show,
        )
    reference = Reference.load()
    keys: set[str] = set()
    for found in run.found:
        for line in evidence_lines(found):
            note(line)
        if not found.columns:
            continue
        row = row_of(found, reference, name=name, code=division_code, taken=keys)
        if not keys:
            click.echo(header_line())
        keys.add(row.cells["key"])
        click.echo(row_line(row))
        if is_registered and not row.missing:
            note(registered_line(register(found, row, _DATA), found))
        elif row.missing:
            note(missing_line(row))
    if run.stopped:
        note("stopped; what was found until then is printed")
        ctx.exit(INTERRUPTED)
