"""``python -m crawler.accuracy``: measure how right the readers are."""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import click

from crawler.accuracy.counts import DocumentScore
from crawler.accuracy.keep import keep_worst
from crawler.accuracy.making import plan
from crawler.accuracy.run import Batch, batches, run
from crawler.accuracy.tally import Tally, to_dict
from crawler.accuracy.thresholds import FULL_RUN, documents_of, judge, judge_size
from crawler.accuracy.view import last_line, show, show_document
from crawler.simulation.mess.page import Kind
from pipelines.commands import LOCAL_PATH
from pipelines.console import note, progress, stdout_console
from pipelines.console import run as run_command

#: Exit code of a run that misses what is asked.
MISSED: Final = 1
_NAME: Final = "python -m crawler.accuracy"
_EVERY_DIFFERENCE: Final = 100_000
_SEED_BYTES: Final = 6


def _share(ctx: click.Context, param: click.Parameter, value: str) -> Fraction:
    try:
        share = Fraction(value)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise click.BadParameter(f"{value} is no share such as 1/3", ctx, param)
    return share


@click.command(_NAME, epilog=f"Example: {_NAME} --share 1/10")
@click.option("--seed", metavar="TEXT", help="Repeat a run; drawn and printed without it.")
@click.option(
    "--share",
    callback=_share,
    default="1",
    show_default=True,
    metavar="SHARE",
    help="Part of a full run, such as 1/3.",
)
@click.option(
    "--documents",
    type=click.IntRange(min=1),
    metavar="N",
    help="About so many documents, whatever a full run has.",
)
@click.option(
    "--kind",
    type=click.Choice(list(FULL_RUN)),
    help="Only documents of this kind, numbered as in a whole run.",
)
@click.option("--variation", metavar="NAME", help="Only documents that bear this variation.")
@click.option(
    "--only",
    type=click.IntRange(min=0),
    metavar="NUMBER",
    help="One document by its number, with all its differences; needs --seed and --kind.",
)
@click.option(
    "--worst",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="How many of the worst pages are shown.",
)
@click.option("--keep", type=LOCAL_PATH, metavar="DIR", help="Write the worst pages there.")
@click.option("--json", "json_path", type=LOCAL_PATH, metavar="FILE", help="Write all counts.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    metavar="N",
    help="Processes that make and read.",
)
@click.pass_context
def accuracy(
    ctx: click.Context,
    *,
    seed: str | None,
    share: Fraction,
    documents: int | None,
    kind: str | None,
    variation: str | None,
    only: int | None,
    worst: int,
    keep: Path | None,
    json_path: Path | None,
    workers: int,
) -> None:
    """Make documents with known truth, read them, and count every cell.

    Fails (exit code 1) on any cell that is wrong and silent outside scans, and on any share
    that is missed.
    """
    started = time.monotonic()
    tally = Tally(worst_kept=worst if only is None else 1)
    if only is not None:
        tasks = _one(ctx, seed, kind, only)
        workers = 1
    else:
        seed = seed or secrets.token_hex(_SEED_BYTES)
        note(f"seed {seed}")
        chosen = _plan(seed, share, documents, kind)
        tasks = batches(chosen, seed, variation)
    with progress("accuracy") as report:
        run(tasks, tally, workers=workers, progress=report)
    judgements = judge(tally)
    if (only, documents, kind, variation) == (None, None, None, None):
        judgements += judge_size(tally, share)
    console = stdout_console()
    if only is None:
        show(tally, judgements, console, _again)
    else:
        for score in tally.worst:
            show_document(score, console)
        if not tally.worst:
            console.print("nothing differs from the truth")
    if keep is not None:
        for path in keep_worst(keep, tally.worst):
            note(f"kept {path}")
    seconds = time.monotonic() - started
    if json_path is not None:
        counted = {
            "seed": seed,
            "seconds": round(seconds, 1),
            "judgements": [asdict(judgement) for judgement in judgements],
            **to_dict(tally),
        }
        json_path.write_text(json.dumps(counted, ensure_ascii=False, indent=1) + "\n", "utf-8")
    console.print(last_line(tally, judgements, str(seed), seconds), soft_wrap=True)
    ctx.exit(0 if all(judgement.holds for judgement in judgements) else MISSED)


def _one(ctx: click.Context, seed: str | None, kind: str | None, number: int) -> list[Batch]:
    if seed is None or kind is None:
        raise click.UsageError("--only needs --seed and --kind", ctx)
    return [Batch(seed, cast("Kind", kind), (number,), most=_EVERY_DIFFERENCE)]


def _plan(
    seed: str, share: Fraction, documents: int | None, kind: str | None
) -> list[tuple[int, Kind]]:
    """Return number and kind of the documents; those of one kind are numbered as in a whole run."""
    if documents is not None:
        kinds = FULL_RUN if kind is None else {kind: FULL_RUN[cast("Kind", kind)]}
        share = Fraction(documents, sum(kinds.values()))
    every = plan(seed, documents_of(share))
    return [(number, one) for number, one in every if kind in {None, one}]


def _again(score: DocumentScore) -> str:
    return f"{_NAME} --seed {score.seed} --kind {score.kind} --only {score.number}"


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return run_command(accuracy, arguments, name=_NAME)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
