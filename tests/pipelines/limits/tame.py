"""A reader for tests, which does what its document says; and the program of a worker with it."""

from __future__ import annotations

import os
import signal
import subprocess
import time

from pipelines.documents import DocumentError, NotReadHereError
from pipelines.documents.pace import long_work_begins
from pipelines.model import Document, Paragraph

PROGRAM = (
    "import sys; sys.path[:] = {path!r}; import pipelines.limits.child as child; "
    "from tests.pipelines.limits.tame import Tame; child.DIRECT = Tame(); "
    "child.serve({seconds!r}, {memory!r}, {life_line!r})"
)
HEAD = b"%PDF-1.5\n"


def order(text: str) -> bytes:
    """Bytes that are of a hostile kind and tell :class:`Tame` what to do."""
    return HEAD + text.encode()


class Tame:
    """Takes the words of a document for orders."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def read(self, body: bytes, *, content_type: str | None, name: str | None) -> Document:
        word, _, argument = body.removeprefix(HEAD).decode().partition(" ")
        getattr(self, word)(argument)
        return Document("pdf", "text_layer", None, blocks=(Paragraph(str(os.getpid())),))

    def nothing(self, _: str) -> None:
        """Only say which process reads."""

    def sleep(self, seconds: str) -> None:
        time.sleep(float(seconds))

    def page(self, seconds: str) -> None:
        """Recognise three pages."""
        for _ in range(3):
            long_work_begins()
            time.sleep(float(seconds))

    def take(self, megabytes: str) -> None:
        bytes(int(megabytes) << 20)

    def keep(self, megabytes: str) -> None:
        self._kept.append(bytes(int(megabytes) << 20))

    def crash(self, name: str) -> None:
        os.kill(os.getpid(), getattr(signal, name))

    def leave(self, status: str) -> None:
        os._exit(int(status))

    def crash_later(self, _: str) -> None:
        """Break what the next document meets."""
        self.nothing = self.crash_now  # type: ignore[method-assign] # that is how it breaks

    def crash_now(self, _: str) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def begin(self, seconds: str) -> None:
        """Begin a program and wait for it."""
        subprocess.run(["sleep", seconds], check=True)

    def print(self, text: str) -> None:
        os.write(1, text.encode())
        os.write(2, text.encode())

    def refuse(self, line: str) -> None:
        raise DocumentError(line)

    def pass_on(self, line: str) -> None:
        raise NotReadHereError(line)

    def fail_at_length(self, lines: str) -> None:
        raise RuntimeError(lines.replace("|", "\n"))

    def fail(self, line: str) -> None:
        raise KeyError(line)
