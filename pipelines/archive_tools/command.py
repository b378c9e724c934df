"""``gongkai archive``: verify, stats, move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands import LOCAL_PATH
from pipelines.console import note, progress, stdout_console

if TYPE_CHECKING:
    from pipelines.archive_tools.stats import Statistics

ARCHIVE = Path("data/archive")
STATE = Path("data/state")
#: Nights and portals that the table shows; the JSON has all.
_SHOWN = 30


@click.group("archive", epilog="Example: gongkai archive verify data/archive")
def archive_command() -> None:
    """Care for the archive: verify every record, measure it, move its files."""


@archive_command.command("verify", epilog="Example: gongkai archive verify data/archive")
@click.argument("paths", metavar="[PATH...]", nargs=-1, type=LOCAL_PATH)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes at once.")
def verify_command(paths: tuple[Path, ...], workers: int | None) -> None:
    """Check every record of the WARC files under PATH (default: data/archive).

    Digests, whole gzip members, and that what revisits repeat is there: give the whole archive.
    One line a fault, then a summary; ends with 1 where there is a fault.
    """
    from pipelines.archive_tools.verify import verify  # noqa: PLC0415 - as in pipelines.cli

    with progress("verify") as show:
        verdict = verify(paths or (ARCHIVE,), click.echo, workers=workers, progress=show)
    click.echo(verdict.line())
    if verdict.faults:
        raise click.exceptions.Exit(1)


@archive_command.command("stats", epilog="Example: gongkai archive stats data/archive --json")
@click.argument("paths", metavar="[PATH...]", nargs=-1, type=LOCAL_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes at once.")
def stats_command(paths: tuple[Path, ...], workers: int | None, *, as_json: bool) -> None:
    """Count the bytes of a night and of a portal, and records by type.

    A night lasts from noon to noon in China and is named by the day on which it began.
    """
    from pipelines.archive_tools.stats import measure  # noqa: PLC0415 - as in pipelines.cli
    from pipelines.reference import Reference  # noqa: PLC0415 - as in pipelines.cli

    registry = Reference.load().portals
    with progress("stats") as show:
        found = measure(paths or (ARCHIVE,), registry, workers=workers, progress=show)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1).encode())
    else:
        _show(found)


@archive_command.command(
    "move", epilog="Example: gongkai archive move data/archive/2023 data/archive/disk2 --dry-run"
)
@click.argument("paths", metavar="SOURCE...", nargs=-1, required=True, type=LOCAL_PATH)
@click.argument("folder", metavar="DIR", type=LOCAL_PATH)
@click.option(
    "--state",
    "state_folder",
    type=LOCAL_PATH,
    default=STATE,
    show_default=True,
    metavar="DIR",
    help="State of the crawl that wrote them, which is told where they are.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be moved, and move nothing.")
def move_command(
    paths: tuple[Path, ...], folder: Path, state_folder: Path, *, dry_run: bool
) -> None:
    """Move WARC files, or those of a folder with their paths in it, into DIR.

    Each is copied, synced and compared before the old one goes; interrupted at any moment,
    the same command goes on. The data set knows files by name and finds them anywhere under its
    archive; out of it only what was extracted is let.
    """
    from pipelines.archive_tools.move import move, plan  # noqa: PLC0415 - as in pipelines.cli
    from pipelines.archive_tools.references import CrawlState  # noqa: PLC0415 - as in pipelines.cli

    with CrawlState.held(state_folder) as state:
        moves = plan(paths, folder, state)
        if dry_run:
            for one in moves:
                click.echo(f"{one.source} -> {one.target} ({one.size} bytes)")
        else:
            with progress("move") as show:
                move(moves, state, show)
    done = "would move" if dry_run else "moved"
    click.echo(f"{done} {len(moves)} files, {sum(one.size for one in moves)} bytes")
    if any(not one.target.resolve().is_relative_to(ARCHIVE.resolve()) for one in moves):
        note(f"tell commands that read the archive where it is: --archive {folder}")
        note(
            "crawls look below their own --archive for what an unchanged answer repeats: where "
            "they go on, mount the disk there and move the files to it"
        )


def _show(found: Statistics) -> None:
    from rich.table import Table  # noqa: PLC0415 - as in pipelines.cli

    console = stdout_console()
    kinds, nights, portals = (
        Table(title=title, title_justify="left") for title in ("records", "nights", "portals")
    )
    for table, columns in (
        (kinds, ("type", "count")),
        (nights, ("night",)),
        (portals, ("portal",)),
    ):
        for column in columns:
            table.add_column(column)
        table.add_column("bytes", justify="right")
    for kind, count in sorted(found.records.items()):
        kinds.add_row(kind, str(count), str(found.bytes_by_type[kind]))
    for night, size in sorted(found.nights.items())[-_SHOWN:]:
        nights.add_row(str(night), str(size))
    for portal, size in found.portals.most_common(_SHOWN):
        portals.add_row(portal, str(size))
    for table in (kinds, nights, portals):
        console.print(table)
    console.print(
        f"{found.files} files, {found.size} bytes; {len(found.nights)} nights, "
        f"{len(found.portals)} portals; {found.other} bytes belong to no portal"
    )
