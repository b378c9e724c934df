"""A worker that takes too long, too much, or crashes costs the document it was reading."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.documents import DocumentError, NotReadHereError
from pipelines.documents.errors import ReaderError
from pipelines.documents.reader import DIRECT
from pipelines.errors import UserError
from pipelines.limits import LimitedReader, Limits, child, wire, worker
from pipelines.model import Document, Paragraph
from tests.pipelines.documents import word
from tests.pipelines.documents.pdf_pages import Sheet, pdf
from tests.pipelines.limits import tame
from tests.pipelines.limits.tame import order

ROOT = Path(__file__).resolve().parents[3]
needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[LimitedReader]:
    """A reader whose worker does as told, for a second and in 100 MB."""
    monkeypatch.setattr(worker, "_PROGRAM", tame.PROGRAM)
    with LimitedReader(Limits(seconds=1, memory_mb=100)) as reader:
        yield reader


def read(reader: LimitedReader, text: str) -> int:
    """Process that read a document of these orders."""
    document = reader.read(order(text), content_type=None, name=None)
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    return int(block.text)


def line_of(reader: LimitedReader, text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        read(reader, text)
    return str(caught.value)


# --- what is read, and where -------------------------------------------------------------


def test_what_a_worker_reads_is_what_this_process_reads() -> None:
    written = word.empty()
    written.add_paragraph("石岩市水务局2022年政府信息公开工作年度报告")
    word.with_table(written, [[("规章", 2, 1), "1"], ["2"]])
    page = Sheet().text(60, 60, "石岩市水务局2022年政府信息公开工作年度报告")
    with LimitedReader() as reader:
        for body in (word.saved(written), pdf(page.table(100, [60, 200, 300], ["规章", "1"]))):
            document = reader.read(body, content_type=None, name=None)
            assert len(document.blocks) == 2
            assert document == DIRECT.read(body, content_type=None, name=None)


def test_its_errors_are_those_of_this_process(reader: LimitedReader) -> None:
    assert line_of(reader, "refuse 报告是空的") == "报告是空的"
    assert line_of(reader, "fail 表") == "KeyError: '表'"
    assert line_of(reader, "fail_at_length Traceback:|  line 1|Fail: no such model") == (
        "Fail: no such model"
    )
    with pytest.raises(NotReadHereError, match="pictures only"):
        read(reader, "pass_on pictures only")


def test_one_process_reads_them_all(reader: LimitedReader) -> None:
    (process,) = {read(reader, "nothing") for _ in range(5)}
    assert process != os.getpid()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<html><body><p>2022</p></body></html>", "text/html"),
        ("2022年政府信息公开工作年度报告".encode(), "text/plain"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>2022</p>", "multipart/related"),
    ],
)
def test_pages_are_read_here(
    body: bytes, content_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begins(_: Limits) -> None:
        raise AssertionError("a worker began")

    monkeypatch.setattr("pipelines.limits.reader.Worker", begins)
    document = LimitedReader().read(body, content_type=content_type, name=None)
    assert "2022" in str(document.blocks)
    with pytest.raises(AssertionError, match="a worker began"):
        LimitedReader().read(order("nothing"), content_type=content_type, name=None)


# --- too much ----------------------------------------------------------------------------


def test_too_long_is_one_line_and_the_next_document_is_read(reader: LimitedReader) -> None:
    first = read(reader, "nothing")
    begun = time.monotonic()
    assert line_of(reader, "sleep 20") == (
        "reading took more than 1 s; GONGKAI_READER_SECONDS allows more"
    )
    assert time.monotonic() - begun < 5
    assert read(reader, "nothing") != first


def test_each_page_that_is_recognised_has_its_time(reader: LimitedReader) -> None:
    read(reader, "page 0.5")
    assert line_of(reader, "page 20") == (
        "reading took more than 1 s for one page; GONGKAI_READER_SECONDS allows more"
    )


def test_all_pages_together_have_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_PROGRAM", tame.PROGRAM)
    monkeypatch.setattr(Limits, "all_seconds", 1.2)
    with LimitedReader(Limits(seconds=1)) as reader:
        line = line_of(reader, "page 0.5")
    assert line == "reading took more than 1.2 s; GONGKAI_READER_SECONDS allows more"


@needs_linux
def test_too_much_memory_is_one_line(reader: LimitedReader) -> None:
    read(reader, "take 60")
    assert line_of(reader, "take 200") == (
        "reading needed more than 100 MB; GONGKAI_READER_MEMORY_MB allows more"
    )
    assert read(reader, "nothing")
    assert line_of(reader, "fail_at_length Traceback:|Fail: std::bad_alloc").startswith(
        "reading needed more than 100 MB"
    )


@needs_linux
def test_what_earlier_documents_left_is_not_counted_against_the_next(
    reader: LimitedReader,
) -> None:
    first = read(reader, "keep 70")
    assert read(reader, "take 60") == first
    assert read(reader, "keep 70") == first
    # More than one limit is left behind: a new process goes on.
    assert read(reader, "take 60") != first


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("crash SIGSEGV", "the reader crashed (signal 11, SIGSEGV)"),
        (
            "crash SIGABRT",
            (
                "the reader gave up (SIGABRT): reading needs more than 100 MB, which "
                "GONGKAI_READER_MEMORY_MB raises, or the file is damaged"
            ),
        ),
        ("leave 3", "the reader ended in the middle (exit status 3)"),
    ],
)
def test_a_crash_is_one_line(words: str, line: str, reader: LimitedReader) -> None:
    assert line_of(reader, words) == line
    read(reader, "nothing")
    assert line_of(reader, words) == line
    read(reader, "nothing")


def test_a_crash_that_an_earlier_document_caused_costs_no_other(reader: LimitedReader) -> None:
    first = read(reader, "crash_later")
    assert read(reader, "nothing") != first


def test_a_worker_that_died_in_between_is_begun_anew(reader: LimitedReader) -> None:
    first = read(reader, "nothing")
    os.kill(first, signal.SIGKILL)
    assert read(reader, "nothing") != first


def test_an_answer_is_bounded(monkeypatch: pytest.MonkeyPatch, reader: LimitedReader) -> None:
    long = Document("pdf", "text_layer", None, blocks=(Paragraph("字" * 2000),))
    monkeypatch.setattr(wire, "MAX_ANSWER", 5000)
    assert child._answer(lambda _: long, b"", {}) == (wire.TOO_LARGE, b"")
    # A worker that does not keep to it is not listened to.
    monkeypatch.setattr(wire, "MAX_ANSWER", 50)
    assert line_of(reader, "nothing").startswith("the reader crashed")


@dataclass(frozen=True)
class Foreign:
    """A value that is of no document."""

    text: str


def test_an_answer_brings_values_of_documents_only() -> None:
    document = Document("pdf", "text_layer", None, blocks=(Paragraph("一"),))
    assert wire.plain(pickle.dumps(document)) == document
    for other in (os.system, Foreign("x"), pickle.Unpickler, UserError("x")):
        with pytest.raises(pickle.UnpicklingError, match="is no value of a document"):
            wire.plain(pickle.dumps(other))


def test_what_libraries_print_goes_nowhere(
    reader: LimitedReader, capfd: pytest.CaptureFixture[str]
) -> None:
    read(reader, "print libpng warning")
    assert capfd.readouterr() == ("", "")


# --- beginning and end -------------------------------------------------------------------


def test_no_worker_at_all_is_no_fault_of_the_document(
    reader: LimitedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_PROGRAM", "raise SystemExit(7)")
    with pytest.raises(ReaderError, match=r"ended at once \(7\)"):
        read(reader, "nothing")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ReaderError, match="no process can be begun"):
        read(reader, "nothing")


def test_ended_with_what_it_began(reader: LimitedReader) -> None:
    read(reader, "nothing")
    line_of(reader, "begin 31.4159")
    reader.close()
    assert running("31.4159") == []


def test_a_worker_that_reads_is_not_ended_by_what_comes_to_its_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The kernel tells of what was written when it can: late, where the machine is busy."""
    monkeypatch.setattr(worker, "_PROGRAM", tame.PROGRAM)
    busy = worker.Worker(Limits(seconds=20))
    asked = pickle.dumps(("read", {"content_type": None, "name": None}))
    try:
        for body in (order("sleep 1"), order("nothing")):
            wire.write(busy._to, wire.ASK, asked)
            wire.write(busy._to, wire.BODY, body)
            time.sleep(0.3)  # until it reads the first one
        letters = [wire.read(busy._from, wire.MAX_ANSWER)[0] for _ in range(2)]
    finally:
        busy.end()
    assert letters == [wire.ANSWER, wire.ANSWER]


def test_threads_come_and_go(reader: LimitedReader) -> None:
    """A worker belongs to the process: the end of the thread that began it is not its own."""
    found: list[int] = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: found.append(read(reader, "nothing")))
        thread.start()
        thread.join()
    assert len(found) == 3
    assert len(set(found)) == 1


def test_after_a_fork_each_process_has_its_own(reader: LimitedReader) -> None:
    first = read(reader, "nothing")
    forked = os.fork()
    if not forked:
        status = 1
        try:
            status = int(read(reader, "nothing") == first)
            reader.close()
        finally:
            os._exit(status)
    assert os.waitpid(forked, 0)[1] == 0
    assert read(reader, "nothing") == first


SCRIPT = """
import sys
from pipelines.limits import LimitedReader, Limits, worker
from tests.pipelines.limits import tame
worker._PROGRAM = tame.PROGRAM
reader = LimitedReader(Limits(seconds=60))
print(reader.read(tame.order("nothing"), content_type=None, name=None).blocks[0].text, flush=True)
print(reader.read(tame.order(sys.argv[1]), content_type=None, name=None), flush=True)
input()
"""


@needs_proc
@pytest.mark.parametrize("doing", ["nothing", "sleep 58.4", "begin 58.4"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_reader(doing: str, number: signal.Signals) -> None:
    """Idle, busy in native code, or waiting for a program that it has begun."""
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, doing],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        session = int(process.stdout.readline())
        if doing == "nothing":
            process.stdout.readline()
        else:
            time.sleep(0.5)
        assert session in sessions()
        os.killpg(process.pid, number)
        process.wait(timeout=10)
    wait_until_gone(session)


@needs_linux
def test_stricter_limits_of_the_user_are_kept() -> None:
    """``ulimit`` allows less than a document may take; what fits is read."""
    told = 'ulimit -t 200 && ulimit -d 1500000 && exec "$0" -c "$1" nothing'
    done = subprocess.run(
        ["sh", "-c", told, sys.executable, SCRIPT],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input="\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Paragraph" in done.stdout


def wait_until_gone(session: int) -> None:
    for _ in range(100):
        if session not in sessions():
            return
        time.sleep(0.05)
    raise AssertionError(f"processes of session {session} are left")


def sessions() -> list[int]:
    """Session of every process that runs."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            found.append(int(fields[3]))
    return found


def running(words: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if words in path.read_text(errors="replace"):
                found.append(path.parent.name)
        except OSError:
            continue
    return found


# --- what a user sets --------------------------------------------------------------------


def test_limits_are_set_in_the_environment() -> None:
    assert Limits.from_environment({}) == Limits(seconds=60, memory_mb=2048)
    told = {"GONGKAI_READER_SECONDS": "7", "GONGKAI_READER_MEMORY_MB": " 512 "}
    assert Limits.from_environment(told) == Limits(seconds=7, memory_mb=512)
    assert Limits(seconds=7).all_seconds == 70


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "lots", "١", "9999999"])
def test_limits_that_are_none_are_one_line(written: str) -> None:
    with pytest.raises(UserError, match=r"GONGKAI_READER_SECONDS is '.+'; set a whole number"):
        Limits.from_environment({"GONGKAI_READER_SECONDS": written})
