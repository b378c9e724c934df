"""The process that reads, as its reader sees it: asked, timed, ended with all that it began."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from pipelines.documents import DocumentError, NotReadHereError
from pipelines.documents.errors import ReaderError
from pipelines.limits import wire
from pipelines.limits.limits import MEMORY, SECONDS, Limits

#: Seconds for a worker to begin: some hundred times what it takes.
_BEGINS_WITHIN: Final = 60.0
_PROGRAM: Final = (
    "import sys; sys.path[:] = {path!r}; "
    "from pipelines.limits.child import serve; serve({seconds!r}, {memory!r}, {life_line!r})"
)


class EndedError(Exception):
    """The worker has ended without an answer; ``final``: for this document it would again."""

    def __init__(self, line: str, *, final: bool = False) -> None:
        super().__init__(line)
        self.final = final


class Worker:
    """One worker process, in a session of its own, so that Ctrl-C does not reach it.

    Raises :class:`~pipelines.documents.errors.ReaderError` where it cannot be begun.
    """

    def __init__(self, limits: Limits) -> None:
        self.answers = 0
        self._limits = limits
        self._late: str | None = None
        # Held by this process alone: its end is what the worker hears of when this one is killed.
        self._life_line: int | None = None
        lent: tuple[int, ...] = ()
        if sys.platform == "linux":
            theirs, self._life_line = os.pipe()
            lent = (theirs,)
        # The worker finds the modules that this process finds, and no others.
        program = _PROGRAM.format(
            path=[os.path.abspath(folder) for folder in sys.path],  # noqa: PTH100 - keeps links
            seconds=limits.all_seconds,
            memory=limits.memory_mb,
            life_line=next(iter(lent), None),
        )
        flags = ["-I", *(["-B"] if sys.dont_write_bytecode else [])]
        try:
            self._process = subprocess.Popen(
                [sys.executable, *flags, "-c", program],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
                pass_fds=lent,
            )
        except OSError as error:
            self._drop_life_line()
            raise ReaderError(f"no process can be begun to read files: {error}") from error
        finally:
            for number in lent:
                os.close(number)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        try:
            with self._clock(_BEGINS_WITHIN, "beginning"):
                wire.read(self._from, 0)
        except EOFError:
            self.end()
            status = self._process.returncode
            raise ReaderError(f"the process that reads files ended at once ({status})") from None
        except BaseException:
            self.end()
            raise

    def ask(self, asked: bytes, body: bytes) -> object:
        """Return the answer to one pickled question about a document.

        Raises what was raised there, :class:`DocumentError` too where it needs too much, and
        :class:`EndedError` where the worker has ended.
        """
        seconds, most = self._limits.seconds, self._limits.all_seconds
        end = time.monotonic() + most
        try:
            with self._clock(seconds, f"reading took more than {seconds:g} s"):
                wire.write(self._to, wire.ASK, asked)
                wire.write(self._to, wire.BODY, body)
                letter, content = wire.read(self._from, wire.MAX_ANSWER)
            while letter == wire.STEP:
                left = end - time.monotonic()
                line = f"reading took more than {seconds:g} s for one page"
                if left < seconds:
                    line = f"reading took more than {most:g} s"
                with self._clock(min(seconds, left), line):
                    letter, content = wire.read(self._from, wire.MAX_ANSWER)
        except (EOFError, ConnectionError):
            raise self._why() from None
        self.answers += 1
        if letter != wire.ANSWER:
            raise self._error(letter, content)
        try:
            return wire.plain(content)
        except Exception as error:
            raise EndedError(f"the reader gave what is no document: {error}") from error

    def end(self) -> None:
        """End the process and whatever it has begun."""
        self._kill()
        self._process.wait()
        self.forget()

    def forget(self) -> None:
        """Close this side of the pipes."""
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()
        self._drop_life_line()
        if self._process.returncode is None:  # the process of another one, before a fork
            self._process.returncode = 0

    def _drop_life_line(self) -> None:
        if self._life_line is not None:
            os.close(self._life_line)
            self._life_line = None

    @contextmanager
    def _clock(self, seconds: float, late: str) -> Iterator[None]:
        """End the process after some time, whatever this one waits for: both pipes then fail."""
        self._late = None
        timer = threading.Timer(seconds, self._be_late, (late,))
        timer.daemon = True
        try:
            timer.start()
            yield
        finally:
            timer.cancel()
            if timer.ident is not None:
                timer.join()  # so that nothing is ended twice

    def _be_late(self, line: str) -> None:
        self._late = line
        self._kill()

    def _kill(self) -> None:
        """End the group. Nobody has waited for its first process, so its number is its own."""
        if sys.platform == "win32":
            self._process.kill()
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _why(self) -> EndedError:
        """Return why there was no answer."""
        self.end()
        if self._late is not None:
            return EndedError(f"{self._late}; {SECONDS} allows more", final=True)
        status = self._process.returncode
        if status >= 0:
            return EndedError(f"the reader ended in the middle (exit status {status})")
        if status == -signal.SIGABRT:
            # Native code that gets no memory ends this way; it cannot say more.
            return EndedError(
                f"the reader gave up (SIGABRT): reading needs more than {self._limits.memory_mb} "
                f"MB, which {MEMORY} raises, or the file is damaged"
            )
        return EndedError(f"the reader crashed ({_name(-status)})")

    def _error(self, letter: bytes, content: bytes) -> DocumentError:
        """Return the error that a worker answered with."""
        line = content.decode("utf-8", "replace")
        if letter == wire.NOT_READ_HERE:
            return NotReadHereError(line)
        if letter == wire.NO_MEMORY:
            line = f"reading needed more than {self._limits.memory_mb} MB; {MEMORY} allows more"
        elif letter == wire.TOO_LARGE:
            line = f"the document gives more than {wire.MAX_ANSWER >> 20} MB of text"
        return DocumentError(line)


def _name(number: int) -> str:
    try:
        return f"signal {number}, {signal.Signals(number).name}"
    except ValueError:
        return f"signal {number}"
