"""A reader that leaves hostile kinds of file to a worker with limits of time and memory.

HTML, text and MHTML are read in this process, by parsers that are bounded by themselves. PDF,
office documents and pictures are read by native code, or unpack to more than they are: one
process reads them, one after the other, and is ended and begun anew when a document takes too
long or too much.
"""

from __future__ import annotations

import os
import pickle
import threading
import weakref
from types import TracebackType
from typing import Any, Final, Self, cast

from pipelines.documents import DocumentError, Kind, kind_of
from pipelines.documents.reader import DIRECT
from pipelines.limits.limits import Limits
from pipelines.limits.worker import EndedError, Worker
from pipelines.model import Document
from pipelines.second.figures import SecondReading

#: Kinds that are read in this process; every other one, also one to come, by the worker.
_HARMLESS: Final[frozenset[Kind]] = frozenset({"html", "text", "mhtml", "empty", "binary"})


class LimitedReader:
    """Reads within limits; a :class:`~pipelines.documents.reader.Reader`.

    The worker begins with the first document that needs it and ends with :meth:`close`, or with
    this process. May be used from several threads, which wait for each other; after a fork the
    new process begins a worker of its own.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits.from_environment()
        self._worker: Worker | None = None
        self._lock = threading.Lock()
        _readers.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, body: bytes, *, content_type: str | None, name: str | None) -> Document:
        """Return the document as ``DIRECT`` does, or raise one of its errors.

        :class:`~pipelines.documents.DocumentError` also says that it took too long, too much
        memory, or that the worker crashed. Raises
        :class:`~pipelines.documents.errors.ReaderError` where there can be no worker.
        """
        kind = kind_of(body, content_type, name)
        if kind in _HARMLESS:
            return DIRECT.read(body, content_type=content_type, name=name)
        arguments = {"content_type": content_type, "name": name}
        return cast("Document", self._ask("read", body, arguments))

    def second(
        self, body: bytes, *, kind: Kind, content_type: str | None, charset: str | None
    ) -> SecondReading | None:
        """Return the second reading, null where that too goes over the limits."""
        if kind in _HARMLESS:
            return DIRECT.second(body, kind=kind, content_type=content_type, charset=charset)
        arguments = {"kind": kind, "content_type": content_type, "charset": charset}
        try:
            answer = self._ask("second", body, arguments)
        except DocumentError:
            return None
        return cast("SecondReading | None", answer)

    def close(self) -> None:
        """End the worker; a later document begins another."""
        with self._lock:
            self._end()

    def _ask(self, method: str, body: bytes, arguments: dict[str, Any]) -> object:
        """Return what this method of ``DIRECT`` gives in the worker."""
        asked = pickle.dumps((method, arguments), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            while True:
                worker = self._worker = self._worker or Worker(self._limits)
                is_new = not worker.answers
                try:
                    return worker.ask(asked, body)
                except EndedError as ended:
                    self._end()
                    # What an earlier document has broken is not the fault of this one.
                    if is_new or ended.final:
                        raise DocumentError(str(ended)) from None
                except DocumentError:
                    raise
                except BaseException:  # Ctrl-C: the worker is in the middle of something
                    self._end()
                    raise

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def forget(self) -> None:
        """Leave the worker to the process that has begun it; for a process just forked."""
        self._lock = threading.Lock()
        if self._worker is not None:
            self._worker.forget()
            self._worker = None


_readers: Final[weakref.WeakSet[LimitedReader]] = weakref.WeakSet()


def _forget_all() -> None:
    for reader in tuple(_readers):
        reader.forget()


if hasattr(os, "register_at_fork"):
    # A pipe that a forked process holds open too would keep the worker alive.
    os.register_at_fork(after_in_child=_forget_all)
