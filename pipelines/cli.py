"""The command line of the data half: parse, call, print.

A command imports what it needs when it runs: pandas and pyarrow are slow to load, ``--help``
needs neither, and Ctrl-C while they load ends as quietly as later.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from pipelines.archive_tools.command import archive_command
from pipelines.commands import LOCAL_PATH, CommandGroup, partitions
from pipelines.console import note, progress, run, stdout_console
from pipelines.errors import UserError

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
DATASET = Path("data/dataset")


@click.group(cls=CommandGroup, context_settings=HELP)
@click.version_option(package_name="gongkai", message="%(prog)s %(version)s")
def gongkai() -> None:
    """Annual reports on open government information (政府信息公开工作年度报告) as data.

    Example: gongkai inspect report.html
    """


@gongkai.command(
    "extract",
    epilog="Example: gongkai extract data/archive --dataset data/dataset --engine processes",
)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=LOCAL_PATH)
@click.option(
    "--dataset",
    type=LOCAL_PATH,
    default=DATASET,
    show_default=True,
    metavar="DIR",
    help="Where the tables are; new rows join those already there.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["serial", "processes", "dask"]),
    default="serial",
    show_default=True,
    help="One capture at a time, or several at once; the bytes are the same.",
)
@click.option(
    "--scheduler", metavar="tcp://...", help="Address of a Dask scheduler (not in this version)."
)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes at once.")
@click.option(
    "--only",
    callback=partitions,
    metavar="region=NNNNNN,year=YYYY",
    help="Write only these partitions.",
)
@click.option(
    "--manifest",
    type=LOCAL_PATH,
    metavar="FILE.csv",
    help="Addresses and times of saved files: path,url,fetched_at,portal,parent_path.",
)
@click.option(
    "--archive",
    type=LOCAL_PATH,
    metavar="DIR",
    help="Where originals and older captures are looked up; default: archive beside the dataset.",
)
def extract_command(
    *,
    sources: tuple[Path, ...],
    dataset: Path,
    engine_name: str,
    scheduler: str | None,
    workers: int | None,
    only: dict[str, int] | None,
    manifest: Path | None,
    archive: Path | None,
) -> None:
    """Run extraction over WARC files, folders or single files.

    SOURCE is a .warc or .warc.gz file, a document saved as .html, .htm, .shtml, .txt,
    .mhtml, .mht, .docx or .pdf, a .zip of such documents, or a folder of these. Nothing is
    fetched. The last line accounts for every capture.
    """
    if engine_name == "dask" or scheduler is not None:
        raise UserError("gongkai extract: Dask is not in this version; use --engine processes")
    from pipelines import engine  # noqa: PLC0415 - see the top

    with progress("extract") as show:
        summary = engine.extract(
            sources,
            dataset,
            engine=engine_name,
            workers=workers,
            only=only,
            manifest=manifest,
            archive=archive,
            progress=lambda done, total, _name: show(done, total),
            say=note,
        )
    for line in (*summary.issues, *summary.warnings):
        note(line)
    click.echo(summary.line())


@gongkai.command("inspect", epilog="Example: gongkai inspect report.html")
@click.argument("file", type=LOCAL_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option(
    "--expect", is_flag=True, help="Write that object beside FILE, for a person to review."
)
def inspect_command(file: Path, as_json: bool, expect: bool) -> None:
    """Show what is read from one FILE, and what does not add up.

    Every cell stands beside its label, every finding with its severity. A file that holds no
    report is no error; one that cannot be read at all ends with 2.
    """
    from pipelines import inspect_view  # noqa: PLC0415 - see the top
    from pipelines.inspection import inspect_file, write_expectation  # noqa: PLC0415 - see the top

    data, printed = inspect_file(file)
    if expect:
        written = write_expectation(file, _json(data))
        note(f"{written}: compare it with the printed page, line by line, before you keep it")
    if as_json:
        _print_json(data)
    else:
        inspect_view.show(data, stdout_console(), printed)


@gongkai.command("check", epilog="Example: gongkai check data/dataset")
@click.argument("dataset", type=LOCAL_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--strict", is_flag=True, help="End with 1 also when any error finding stands.")
def check_command(dataset: Path, as_json: bool, strict: bool) -> None:
    """Count what is in DATASET and hold it against floors.csv.

    Reports, cells, findings and broken identities are counted by partition. Ends with 1 when a
    floor is broken. A report that contradicts itself is its author's error and breaks none.
    """
    from pipelines import check_view  # noqa: PLC0415 - see the top
    from pipelines.quality import check_dataset  # noqa: PLC0415 - see the top

    quality = check_dataset(dataset)
    if as_json:
        _print_json(quality.to_dict())
    else:
        check_view.show(quality, stdout_console())
    for verdict in quality.broken:
        note(f"floor broken: {verdict}")
    if quality.broken or (strict and quality.errors):
        raise click.exceptions.Exit(1)


@gongkai.command("doctor", epilog="Example: gongkai doctor")
def doctor_command() -> None:
    """Say what is installed, what is missing and what is in use."""
    from pipelines import doctor  # noqa: PLC0415 - see the top

    doctor.show(stdout_console(), Path.cwd())


gongkai.add_command(archive_command)


def _print_json(data: Any) -> None:
    """Print UTF-8 whatever the encoding of the terminal: JSON has no other."""
    click.echo(_json(data))


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False).encode()


def main() -> NoReturn:
    """Entry point of the command ``gongkai``."""
    sys.exit(run(gongkai, sys.argv[1:]))
