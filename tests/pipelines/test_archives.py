"""A ZIP among the captures: its documents' reports, each once, and what was not read of it."""

from __future__ import annotations

import hashlib
import io
import struct
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipelines import archives, extract_bytes
from pipelines.dataset import open_dataset
from pipelines.documents.reader import DIRECT
from pipelines.engine import extract as extract_sources
from pipelines.extraction import extract_capture
from pipelines.model import Capture, Context, Extraction
from pipelines.reference import Reference
from tests.pipelines.cli_samples import NOTICE, PAGE, TEXT, TITLE
from tests.pipelines.documents import word
from tests.pipelines.warc_bytes import http, response, write_gz
from tests.tables import disputes_rows

URL = "http://www.hongze.gov.cn/attach/2023.zip"
OTHER = TEXT.replace("洪泽区水利局", "洪泽区财政局")


def packed(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def in_gbk(members: Mapping[str, str]) -> bytes:
    """An archive as Chinese Windows packs it: names in GBK, of the same length here."""
    stand_ins = {
        letter * len(name.encode("gbk")): name for letter, name in zip("XY", members, strict=True)
    }
    body = packed({short: members[name] for short, name in stand_ins.items()})
    for short, name in stand_ins.items():
        body = body.replace(short.encode(), name.encode("gbk"))
    return body


def extract(body: bytes, *, url: str | None = URL, context: Context | None = None) -> Extraction:
    capture = Capture(
        body=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
        url=url,
        content_type="application/zip",
        http_status=200,
        context=context or Context(),
    )
    return extract_capture(capture, Reference.load(), DIRECT)


def as_word(values: list[str]) -> bytes:
    document = word.empty()
    document.add_paragraph(TITLE)
    document.add_paragraph("四、政府信息公开行政复议、行政诉讼情况")
    word.with_table(document, disputes_rows(values))
    document.add_paragraph("五、存在的主要问题及改进情况")
    return word.saved(document)


def names(found: Extraction) -> list[str]:
    return [report.fields["agency_name"] for report in found.reports]


def test_every_document_gives_its_report() -> None:
    found = extract(packed({"a/水利局.txt": TEXT, "财政局.txt": OTHER, "style.css": "p {}"}))
    assert (found.role, names(found)) == ("report", ["洪泽区水利局", "洪泽区财政局"])
    assert [report.disputes["reconsideration"].values["total"] for report in found.reports] == [
        3,
        3,
    ]
    assert found.content is not None
    assert dict(found.content.cells) == {"disputes": 30}
    assert found.document is None
    assert not any(finding.rule == "document.truncated" for finding in found.every_finding)


def test_an_archive_in_an_archive_is_read() -> None:
    inner = packed({"财政局.txt": OTHER})
    found = extract(packed({"水利局.txt": TEXT, "内.zip": inner}))
    assert names(found) == ["洪泽区水利局", "洪泽区财政局"]


def test_a_single_report_has_its_document_and_can_be_joined_to_its_page() -> None:
    found = extract(packed({"报告.docx": as_word(["2", "1", "0", "0", "3", *["0"] * 10])}))
    assert found.document is not None
    assert (found.kind, found.document.kind) == ("zip", "docx")
    assert found.reports[0].fields["document_kind"] == "docx"


def test_names_in_gbk_are_decoded() -> None:
    found = extract(in_gbk({"水利局.txt": TEXT, "年报/坏.pdf": "%PDF-1.4 none"}))
    [said] = [one for one in found.every_finding if one.rule == "document.truncated"]
    assert said.message.startswith("not all of the archive was read: 年报/坏.pdf: ")


def test_one_report_in_two_forms_is_one_report() -> None:
    values = ["2", "1", "0", "0", "3", *["0"] * 10]
    found = extract(packed({"a.txt": TEXT, "b.docx": as_word(values)}))
    [report] = found.reports
    assert report.fields["document_kind"] == "text"
    assert "report.conflict" not in {finding.rule for finding in report.findings}


def test_of_two_that_differ_the_better_counts_and_the_other_is_said() -> None:
    broken = TEXT.replace("2 | 1 | 0 | 0 | 3", "2 | 1 | 0 | 0 | 9")
    found = extract(packed({"a.txt": broken, "b.docx": as_word(["2", "1", "0", "0", "3"] * 3)}))
    [report] = found.reports
    assert report.fields["document_kind"] == "docx"
    [said] = [one for one in report.findings if one.rule == "report.conflict"]
    assert said.message.startswith("a.txt in the archive gives other content of this report")


def test_reports_of_nobody_known_are_told_apart_by_their_names() -> None:
    nobody = TEXT.replace("2023年度洪泽区水利局", "").replace("洪泽区水利局", "本机关")
    found = extract(packed({"a.txt": nobody, "b.txt": nobody}), url="http://10.0.0.1/a.zip")
    assert len({report.report_id for report in found.reports}) == 2


def test_a_capture_without_reports() -> None:
    notice = packed({"a.html": NOTICE})
    assert extract(notice).role == "no_report"
    assert extract(notice, context=Context(parent_url=URL)).role == "attachment"


def test_a_member_that_cannot_be_read_costs_itself_alone() -> None:
    found = extract(
        packed({"水利局.txt": TEXT, "坏.pdf": b"%PDF-1.4 none", "x.rar": b"Rar!\x1a\x07"})
    )
    [report] = found.reports
    [said] = [one for one in report.findings if one.rule == "document.truncated"]
    assert said.message.startswith("not all of the archive was read: 坏.pdf: ")
    assert "\n" not in said.message


# --- hostile ------------------------------------------------------------------------------


def disguised() -> bytes:
    body = packed({"a.txt": TEXT})
    for _ in range(50):
        body = packed({"a.docx": body})
    return body


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (packed({"a.txt": b"\0" * 30_000_000}), "a.txt: it unpacks to more than 300 times its"),
        (packed({"a.txt": TEXT})[:-20], "this is no whole ZIP archive"),
        (packed({"a.css": "p"}), "it holds no file of a kind that is read"),
        (packed({"报告.docx": b"PK\3\4" + b"x" * 99}), "报告.docx: an archive under the name of a"),
        (disguised(), "a.docx: an archive under the name of a document"),
        (packed({f"{n}.pdf": b"%PDF-1.4" for n in range(200)}), "; and 16 more"),
    ],
    ids=["bomb", "cut", "empty", "no document", "disguised", "many broken"],
)
def test_what_gives_nothing_is_one_finding(body: bytes, said: str) -> None:
    begun = time.process_time()
    found = extract(body)
    assert time.process_time() - begun < 5
    assert found.role == "unreadable"
    [finding] = found.findings
    assert finding.rule == "document.unreadable"
    assert said in finding.message
    assert "\n" not in finding.message


def test_members_and_bytes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    many = packed({f"{number}.txt": TEXT for number in range(5)})
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    [said] = [f for f in extract(many).every_finding if f.rule == "document.truncated"]
    assert "it has 5 members, of which 2 were looked at" in said.message
    monkeypatch.setattr(archives, "MAX_MEMBERS", 100)
    monkeypatch.setattr(archives, "MAX_TOTAL", 2 * len(TEXT.encode()))
    [said] = [f for f in extract(many).every_finding if f.rule == "document.truncated"]
    assert "2.txt: the archive gives more bytes than are read of one" in said.message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"Rar!\x1a\x07\x01\0" + b"\x80" * 99, "RAR archives are not read"),
        (b"7z\xbc\xaf\x27\x1c\0\4" + b"\x80" * 99, "7z archives are not read"),
        (struct.pack("<LL", 0xE011CFD0, 0xE11AB1A1) + b"\0" * 600, "an office file that lacks"),
    ],
)
def test_other_archives_are_one_clear_line(body: bytes, said: str) -> None:
    found = extract_bytes(body, name="a.rar").extraction
    assert found.role == "unreadable"
    assert said in found.findings[0].message


# --- through the whole way ----------------------------------------------------------------


def test_from_an_archive_of_the_crawl_to_the_dataset(tmp_path: Path) -> None:
    body = packed({"水利局.txt": TEXT, "网页.html": PAGE, "财政局.txt": OTHER})
    folder = tmp_path / "archive"
    folder.mkdir()
    answer = http(body, headers={"Content-Type": "application/zip"})
    write_gz(folder / "night.warc.gz", response(URL, answer))
    summary = extract_sources([folder], tmp_path / "dataset")
    assert (summary.reports, summary.unreadable) == (1, 0)
    table = open_dataset(tmp_path / "dataset").table("reports")
    assert sorted(table["agency_name"]) == ["洪泽区水利局", "洪泽区财政局"]
    assert set(table["url"]) == {URL}
