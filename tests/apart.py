"""A function in a process of its own, since Scrapy runs once in a process.

No pool: one that is told to end while its only worker is late may wait for it for ever.
"""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

_Result = TypeVar("_Result")
#: Seconds that a process may take to end after it has answered.
_ENDS_WITHIN = 60


class ApartError(Exception):
    """The function raised; the message is its traceback."""


def apart(run: Callable[..., _Result], *values: Any, within: float, **options: Any) -> _Result:
    """Run a function with these arguments; all of it can be pickled.

    Raises :class:`ApartError` for what it raised, ``EOFError`` where its process died, and
    ``TimeoutError`` after ``within`` seconds; its process is then killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.crawl", "crawler.spiders.reports"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, run, values, options))
    process.start()
    theirs.close()
    try:
        if not ours.poll(within):
            raise TimeoutError(f"{run} took longer than {within} seconds")
        result, error = ours.recv()
        process.join(_ENDS_WITHIN)
    finally:
        ours.close()
        process.kill()
        process.join()
    if error:
        raise ApartError(error)
    answered: _Result = result
    return answered


def _answer(
    to: Connection, run: Callable[..., Any], values: tuple[Any, ...], options: dict[str, Any]
) -> None:
    try:
        to.send((run(*values, **options), ""))
    except Exception:  # noqa: BLE001 - whatever it was, the one who asked hears of it
        to.send((None, traceback.format_exc()))
    finally:
        to.close()
