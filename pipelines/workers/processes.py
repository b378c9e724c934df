"""Tasks in several processes; what is read goes to disk there, only counts come back."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Final

from pipelines.captures import RevisitResolver
from pipelines.errors import UserError
from pipelines.reference import Reference
from pipelines.workers.task import Job, Task, TaskResult, do_task

#: Tasks handed out beyond those at work, a process.
_AHEAD: Final = 2


class WorkerError(UserError):
    """A worker process died."""


def in_processes(job: Job, tasks: Sequence[Task], workers: int) -> Iterator[TaskResult]:
    """Do the tasks in ``workers`` processes; results come as they are ready.

    Raises :class:`WorkerError` when a process dies; what other tasks read stays staged.
    """
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(_portable(job),),
    )
    running: dict[Future[TaskResult], Task] = {}
    try:
        for task in tasks:
            running[pool.submit(_work, task)] = task
            if len(running) >= workers * _AHEAD:
                yield from _finished(running)
        while running:
            yield from _finished(running)
    except BrokenProcessPool as error:
        names = ", ".join(
            sorted(source.relative for task in running.values() for source in task.sources)[:5]
        )
        raise WorkerError(
            f"a worker process died while these were read: {names}; "
            "extract them with --engine serial to see which"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _finished(running: dict[Future[TaskResult], Task]) -> Iterator[TaskResult]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        result = future.result()
        del running[future]
        yield result


def _portable(job: Job) -> Job:
    """Leave behind what the reference data has worked out: each process does so itself."""
    reference = job.reference
    plain = Reference(
        reference.files, reference.contents, reference.fingerprint, reference.added_portals
    )
    return replace(job, reference=plain)


class _Worker:
    """What a worker process holds from task to task."""

    job: Job
    resolver: RevisitResolver


def _start(job: Job) -> None:
    _Worker.job = job
    _Worker.resolver = RevisitResolver(job.sources)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent does: one that is killed cannot tell its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(task: Task) -> TaskResult:
    return do_task(_Worker.job, task, _Worker.resolver)
