"""A run: documents are made, read and scored in a few processes, and only counts are kept."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Final

from crawler.accuracy.counts import DocumentScore
from crawler.accuracy.making import MissingProgramError, make_documents
from crawler.accuracy.score import MOST_DIFFERENCES, read, score
from crawler.accuracy.tally import Tally
from crawler.simulation.mess.page import Kind
from pipelines.errors import UserError

#: Documents that one task makes and reads. Programs that print are started once a task.
_DOCUMENTS_A_TASK: Final = {"html": 25, "text": 25, "pdf": 24, "docx": 25, "sheet": 25, "scan": 8}
#: The package that recognises text on pictures.
_OCR: Final = "rapidocr"
#: Tasks handed out beyond those at work, a process.
_AHEAD: Final = 2

Progress = Callable[[int, int], None]


class RunError(UserError):
    """The run cannot go on: a process died."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents of one kind that are made together.

    ``variation``: only those are read that bear it. ``most``: differences kept of each.
    """

    seed: str
    kind: Kind
    numbers: tuple[int, ...]
    variation: str | None = None
    most: int = MOST_DIFFERENCES


@dataclass(slots=True)
class BatchResult:
    """Scores of a batch; ``missing`` says what is not installed to make or read it."""

    batch: Batch
    scores: list[DocumentScore] = field(default_factory=list)
    missing: str | None = None


def batches(
    plan: Sequence[tuple[int, Kind]], seed: str, variation: str | None = None
) -> list[Batch]:
    """Group a plan into batches of one kind, those of the slowest kinds first.

    At the end of a run only quick ones are left, so that no process waits for another.
    """
    by_kind: dict[Kind, list[int]] = {}
    for number, kind in plan:
        by_kind.setdefault(kind, []).append(number)
    return [
        Batch(seed, kind, tuple(by_kind[kind][start : start + size]), variation)
        for kind in sorted(by_kind, key=lambda kind: (_DOCUMENTS_A_TASK[kind], kind))
        for size in [_DOCUMENTS_A_TASK[kind]]
        for start in range(0, len(by_kind[kind]), size)
    ]


def run(
    tasks: Sequence[Batch], tally: Tally, *, workers: int, progress: Progress | None = None
) -> None:
    """Make, read and score every batch and add what is counted to ``tally``.

    With one worker all happens in this process. Raises :class:`RunError` when a process dies.
    """
    total = sum(len(batch.numbers) for batch in tasks)
    done = 0
    results = map(do_batch, tasks) if workers == 1 else _in_processes(tasks, workers)
    for result in results:
        for one in result.scores:
            tally.add(one)
        if result.missing is not None:
            tally.skip(result.batch.kind, len(result.batch.numbers), result.missing)
        done += len(result.batch.numbers)
        if progress is not None:
            progress(done, total)


def do_batch(batch: Batch) -> BatchResult:
    """Make, read and score the documents of one batch, one after the other."""
    result = BatchResult(batch)
    if batch.kind == "scan" and find_spec(_OCR) is None:
        result.missing = "reading it needs OCR: pip install 'gongkai[ocr]'"
        return result
    try:
        for document in make_documents(batch.seed, batch.numbers, batch.kind):
            if batch.variation is None or batch.variation in document.variations:
                result.scores.append(score(document, read(document), most=batch.most))
    except MissingProgramError as error:
        result.missing = str(error)
    return result


def _in_processes(tasks: Sequence[Batch], workers: int) -> Iterator[BatchResult]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)
    running: dict[Future[BatchResult], Batch] = {}
    try:
        for batch in tasks:
            running[pool.submit(do_batch, batch)] = batch
            if len(running) >= workers * _AHEAD:
                yield from _finished(running)
        while running:
            yield from _finished(running)
    except BrokenProcessPool as error:
        names = "; ".join(f"{batch.kind} {batch.numbers}" for batch in running.values())
        raise RunError(
            f"a process died at one of these documents: {names}; "
            "repeat them with --workers 1 to see which"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _finished(running: dict[Future[BatchResult], Batch]) -> Iterator[BatchResult]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        result = future.result()
        del running[future]
        yield result
