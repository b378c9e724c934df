"""Tasks in several processes; what is read goes to disk there, only counts come back."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.synchronize import Event
from typing import Final

from pipelines.captures import RevisitResolver
from pipelines.errors import UserError
from pipelines.limits import LimitedReader
from pipelines.reference import Reference
from pipelines.workers.task import Job, Task, TaskResult, do_task

#: Tasks handed out beyond those at work, a process.
_AHEAD: Final = 2


class WorkerError(UserError):
    """A worker process died."""


def in_processes(job: Job, tasks: Sequence[Task], workers: int) -> Iterator[TaskResult]:
    """Do the tasks in ``workers`` processes; results come as they are ready.

    Raises :class:`WorkerError` when a process dies; what other tasks read stays staged. When
    nobody wants further results (Ctrl-C), the workers end where they stand.
    """
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start, initargs=(_portable(job), stop)
    )
    running: dict[Future[TaskResult], Task] = {}
    try:
        for task in tasks:
            with _uninterrupted():
                running[pool.submit(_work, task)] = task
            if len(running) >= workers * _AHEAD:
                yield from _finished(running)
        while running:
            yield from _finished(running)
    except (KeyboardInterrupt, GeneratorExit):
        stop.set()
        raise
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


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C while processes start; it is raised when the block ends.

    A pool that is interrupted there forgets the processes that it has begun. They inherit the
    blocked signal for good: a terminal sends it to all of them, and each would print a traceback.
    """
    came: list[int] = []
    deferred = (
        signal.getsignal(signal.SIGINT) is signal.default_int_handler
        and threading.current_thread() is threading.main_thread()
    )
    if deferred:
        signal.signal(signal.SIGINT, lambda number, _frame: came.append(number))
    # Another thread may take the signal for this one, so blocking it alone would not do.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if deferred:
            signal.signal(signal.SIGINT, signal.default_int_handler)
    if came:
        raise KeyboardInterrupt


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
    reader: LimitedReader


def _start(job: Job, stop: Event) -> None:
    _Worker.job = job
    _Worker.resolver = RevisitResolver(job.sources, job.archive)
    _Worker.reader = LimitedReader(job.limits)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threading.Thread(target=_end_when_told, args=(stop,), daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent does: one that is killed cannot tell its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _end_when_told(stop: Event) -> None:
    """End in the middle of a task; what it has not staged is read again by the next run."""
    stop.wait()
    os._exit(1)


def _work(task: Task) -> TaskResult:
    return do_task(_Worker.job, task, _Worker.resolver, _Worker.reader)
