"""Documents of Word 97, WPS and RTF: cell by cell, damaged ones, programs that fail."""

from __future__ import annotations

import io
import os
import socketserver
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import pytest
from docx.document import Document as WordDocument
from PIL import Image

from pipelines import extract_bytes
from pipelines.documents import DocumentError, NotReadHereError, programs, read_document
from pipelines.extraction import extract_capture
from pipelines.model import Capture, Context, Paragraph
from pipelines.reference import Reference
from tests.grids import grid
from tests.pipelines.documents import word
from tests.programs import fake, made_by_office, needs_catdoc, needs_office, only
from tests.tables import (
    APPLICANTS,
    LINES_2021,
    disputes_rows,
    proactive_2021_rows,
    requests_rows,
)

TITLE = "沭阳县财政局2022年政府信息公开工作年度报告"
PROACTIVE = [*(str(number) for number in range(11, 20)), "20.5"]
DISPUTES = [str(number) for number in range(31, 46)]
REQUESTS = {
    line: [str(1000 + 7 * place + column) for column in range(7)]
    for place, line in enumerate(LINES_2021)
}


def report() -> WordDocument:
    document = word.empty()
    document.add_paragraph(TITLE)
    document.add_paragraph("一、总体情况")
    document.add_paragraph("全年主动公开政府信息120条。")
    document.add_paragraph("二、主动公开政府信息情况")
    word.with_table(document, proactive_2021_rows(PROACTIVE))
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    word.with_table(document, requests_rows(REQUESTS))
    document.add_paragraph("四、政府信息公开行政复议、行政诉讼情况")
    word.with_table(document, disputes_rows(DISPUTES))
    document.add_paragraph("五、存在的主要问题及改进情况")
    document.add_paragraph("公开的主动性不够。")
    return document


def merges() -> WordDocument:
    document = word.empty()
    document.add_paragraph("合并的单元格。")
    word.with_table(
        document,
        [[("甲", 2, 1), ("乙", 1, 2)], ["丙", ("丁", 2, 1)], ["戊\n己", ""]],
    )
    document.add_paragraph("表后。")
    return document


@lru_cache
def old(form: str) -> dict[str, bytes]:
    documents = {"report.docx": word.saved(report()), "merges.docx": word.saved(merges())}
    return made_by_office(documents, form)


def texts(body: bytes) -> list[str]:
    return [block.text for block in read_document(body).blocks if isinstance(block, Paragraph)]


# --- what they print ----------------------------------------------------------------------


@needs_office
@pytest.mark.parametrize(
    ("form", "name"), [("doc", "report.wps"), ("rtf", "report.doc")], ids=["wps", "rtf"]
)
def test_a_report_cell_by_cell(form: str, name: str) -> None:
    found = extract_bytes(old(form)["report"], name=name).to_dict()
    assert found["report"]["year"] == 2022
    assert found["report"]["agency_name"] == "沭阳县财政局"
    assert (found["report"]["document_kind"], found["report"]["status"]) == ("doc", "complete")
    assert found["report"]["overview"] == "全年主动公开政府信息120条。"
    assert found["report"]["problems"] == "公开的主动性不够。"
    proactive = [str(value) for value in found["proactive"].values() if value is not None]
    requests = {
        line: [str(row[column]) for column in APPLICANTS] for line, row in found["requests"].items()
    }
    disputes = [str(value) for path in found["disputes"].values() for value in path.values()]
    assert (proactive, requests, disputes) == (PROACTIVE, REQUESTS, DISPUTES)


@needs_office
def test_merges_in_both_directions_and_two_at_once() -> None:
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(read_document, [old("doc")["merges"], old("rtf")["merges"]]))
    for document in found:
        assert (document.kind, document.method, document.notes) == ("doc", "markup", ())
        assert document.blocks == (
            Paragraph("合并的单元格。"),
            grid([("甲", 2, 1), ("乙", 1, 2)], ["丙", ("丁", 2, 1)], ["戊\n己", ""]),
            Paragraph("表后。"),
        )


# --- damaged and hostile ------------------------------------------------------------------


@needs_office
def test_a_document_that_was_cut_is_refused_and_not_mended() -> None:
    whole = old("doc")["report"]
    for size in (600, len(whole) // 2, len(whole) - 100):
        with pytest.raises(DocumentError) as caught:
            read_document(whole[:size], name="report.doc")
        assert "\n" not in str(caught.value)


@needs_office
def test_a_text_stream_that_lacks_its_end_is_said() -> None:
    body = old("doc")["report"]
    place = body.index("WordDocument".encode("utf-16-le"))
    [size] = struct.unpack_from("<L", body, place + 120)
    longer = struct.pack("<L", size + 4096)
    cut = body[: place + 120] + longer + body[place + 124 :]
    with pytest.raises(DocumentError, match="the file is cut: WordDocument lacks"):
        read_document(cut)


@needs_office
def test_a_stream_without_end_costs_no_time() -> None:
    body = bytearray(old("doc")["merges"])
    place = body.index("WordDocument".encode("utf-16-le"))
    short_table = 512 + 512 * struct.unpack_from("<L", body, 60)[0]
    struct.pack_into("<L", body, short_table, 0)  # the first short sector is its own next one
    struct.pack_into("<L", body, place + 116, 0)  # where the text now begins
    struct.pack_into("<L", body, place + 120, 4000)
    begun = time.process_time()
    with pytest.raises(DocumentError, match="the file is damaged: a stream without end"):
        read_document(bytes(body))
    assert time.process_time() - begun < 1


@needs_office
def test_a_password_is_asked_for() -> None:
    body = bytearray(old("doc")["merges"])
    head = body.index(b"\xec\xa5")
    body[head + 11] |= 1  # fEncrypted
    with pytest.raises(DocumentError, match="the document is protected by a password"):
        read_document(bytes(body))


@needs_office
def test_an_rtf_that_was_cut_is_refused() -> None:
    body = old("rtf")["report"]
    with pytest.raises(DocumentError, match="LibreOffice made nothing of the file"):
        read_document(body[: len(body) // 2])


class _Server(socketserver.ThreadingTCPServer):
    asked: list[bytes]


class _Listener(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        self.server.asked.append(self.request.recv(100))


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Listener) as listening:
        listening.asked = []
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@needs_office
def test_a_picture_elsewhere_is_not_fetched(server: _Server) -> None:
    """Left to itself LibreOffice asks for it three times, whatever its settings are."""
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    document = word.empty()
    document.add_paragraph("图。")
    document.add_picture(io.BytesIO(picture.getvalue()))
    address = f"http://127.0.0.1:{server.server_address[1]}/a.png".encode()
    body = word.saved(document)
    body = word.changed(body, "word/document.xml", lambda xml: xml.replace(b"r:embed", b"r:link"))
    body = word.changed(
        body,
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace(
            b'Target="media/image1.png"', b'TargetMode="External" Target="' + address + b'"'
        ),
    )
    linked = made_by_office({"linked.docx": body}, "doc")["linked"]
    assert address.decode().encode("utf-16-le") in linked or address in linked
    assert texts(linked) == ["图。"]
    assert server.asked == []


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_word_as_xml_is_said_and_not_taken_for_text(charset: str) -> None:
    """LibreOffice 7.4 reads a cell merged over two rows as one with a number and one blank."""
    text = '<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument/>'
    with pytest.raises(NotReadHereError, match="a Word document as XML"):
        read_document(text.encode(charset), content_type="application/msword", name="a.doc")


# --- the programs -------------------------------------------------------------------------

RTF = rb"{\rtf1\ansi hello}"


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for private folders; empty again afterwards."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def test_without_a_program_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", only(tmp_path / "empty"))
    with pytest.raises(NotReadHereError, match="LibreOffice, which is not installed") as caught:
        read_document(RTF)
    assert "\n" not in str(caught.value)
    found = extract_bytes(RTF, name="report.rtf").extraction
    assert [finding.rule for finding in found.findings] == ["document.unreadable"]
    listed = Capture(
        RTF, "0" * 64, "http://www.shuyang.gov.cn/a.rtf", context=Context(list_title=TITLE)
    )
    [report] = extract_capture(listed, Reference.load()).reports
    assert report.fields["status"] == "attachment_missing"
    [said] = [finding for finding in report.findings if finding.rule == "document.unreadable"]
    assert "Debian: libreoffice-writer-nogui" in said.message


def test_a_program_that_hangs_ends_with_its_children(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pids"
    script = f"sleep 100 & echo $$ $! > {pids}; sleep 100"
    monkeypatch.setenv("PATH", fake(tmp_path / "bin", "soffice", script))
    monkeypatch.setattr(programs, "SECONDS", 0.5)
    begun = time.perf_counter()
    with pytest.raises(DocumentError, match=r"soffice took more than 0\.5 s and was ended"):
        read_document(RTF)
    assert time.perf_counter() - begun < 5
    for pid in pids.read_text().split():
        assert not is_running(int(pid))


def is_running(pid: int) -> bool:
    """Whether a process still does something; one that ended may be left in the list."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in {"Z", "X"}


def test_whoever_waits_goes_away(tmp_path: Path, scratch: Path) -> None:
    """A reader that is killed in the middle: nothing is left, neither process nor folder."""
    pids = tmp_path / "pids"
    path = fake(tmp_path / "bin", "soffice", f"echo $$ > {pids}.new; mv {pids}.new {pids}; sleep 9")
    reader = os.fork()
    if reader == 0:
        os.environ["PATH"] = path
        try:
            read_document(RTF)
        finally:
            os._exit(0)
    ends = time.monotonic() + 10
    while not pids.exists() and time.monotonic() < ends:
        time.sleep(0.02)
    os.kill(reader, 9)
    os.waitpid(reader, 0)
    program = int(pids.read_text())
    while (is_running(program) or list(scratch.iterdir())) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not is_running(program)


@pytest.mark.parametrize("script", ["exit 0", "exit 1", "echo convert; kill -SEGV $$"])
def test_a_program_that_gives_nothing(
    script: str, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", fake(tmp_path / "bin", "soffice", script))
    with pytest.raises(DocumentError, match="LibreOffice made nothing of the file"):
        read_document(RTF)


def test_a_program_that_cannot_be_run(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake(tmp_path / "bin", "soffice", "")
    (tmp_path / "bin" / "soffice").write_bytes(b"\x7fELF no program")
    monkeypatch.setenv("PATH", path)
    with pytest.raises(DocumentError, match="soffice could not be run"):
        read_document(RTF)


# --- catdoc -------------------------------------------------------------------------------


@needs_office
@needs_catdoc
def test_catdoc_gives_the_prose_and_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = old("doc")["report"]
    monkeypatch.setenv("PATH", only(tmp_path / "bin", "catdoc"))
    found = extract_bytes(body, name="report.doc").to_dict()
    assert found["report"]["agency_name"] == "沭阳县财政局"
    assert found["report"]["status"] == "partial"
    assert found["report"]["overview"] == "全年主动公开政府信息120条。"
    assert found["report"]["problems"] == "公开的主动性不够。"
    assert [section["text"] for section in found["report"]["sections"]][1:4] == ["", "", ""]
    assert (found["proactive"], found["requests"], found["disputes"]) == (None, {}, {})
    [said] = [one for one in found["findings"] if one["rule"] == "document.truncated"]
    assert "LibreOffice" in said["message"]
