"""Bad input is one clear line or a finding each; nothing is lost, nothing hangs."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.cli import gongkai
from pipelines.console import run
from tests.pipelines.cli_samples import HEAD, NOTICE, PAGE, ROW, TABLE_HEAD
from tests.rights import like_anyone

Captured = pytest.CaptureFixture[str]

#: Seconds that the worst page may take on a slow machine that does other things as well.
PATIENCE = 20


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def gong(*arguments: str) -> int:
    return run(gongkai, arguments)


def inspected(name: str, body: bytes, capsys: Captured) -> Any:
    """What ``inspect --json`` prints for this file; it must end with 0 and in time."""
    Path(name).write_bytes(body)
    started = time.monotonic()
    assert gong("inspect", name, "--json") == 0
    assert time.monotonic() - started < PATIENCE
    return json.loads(capsys.readouterr().out)


def refused(capsys: Captured) -> str:
    """The one line that says why."""
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err.strip()


def rules(data: Any) -> set[str]:
    return {finding["rule"] for finding in data["findings"]}


def warc(*bodies: str) -> list[bytes]:
    """One gzip member for each page."""
    members = []
    for number, body in enumerate(bodies):
        stream = io.BytesIO()
        writer = WARCWriter(stream, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"http://www.hongze.gov.cn/art/2024/1/20/art_1_{number}.html",
            "response",
            payload=io.BytesIO(body.encode()),
            http_headers=headers,
            warc_headers_dict={"WARC-Date": "2024-02-01T00:00:00Z"},
            length=len(body.encode()),
        )
        writer.write_record(record)
        members.append(stream.getvalue())
    return members


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("empty.html", b"", "the file is empty"),
        ("binary.html", bytes(range(256)) * 64, "no known kind of file"),
        ("report.pdf", b"%PDF-1.7\n1 0 obj\n", "the PDF is damaged: it cannot be opened"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_at_all(
    name: str, body: bytes, reason: str, capsys: Captured
) -> None:
    Path(name).write_bytes(body)
    assert gong("inspect", name, "--json") == 2
    assert refused(capsys) == f"{name}: cannot be read: {reason}"


def test_extract_goes_on_past_them_and_counts_them(capsys: Captured) -> None:
    Path("pages").mkdir()
    Path("pages/a.html").write_bytes(b"")
    Path("pages/b.html").write_bytes(bytes(range(256)) * 64)
    Path("pages/c.html").write_text(PAGE, encoding="utf-8")
    assert gong("extract", "pages", "--dataset", "out") == 0
    printed = capsys.readouterr()
    assert printed.out == (
        "read 3 = reports 1 + copies 0 + attachments 0 + no report 0 + unreadable 2\n"
    )
    assert len([line for line in printed.err.splitlines() if "a.html" in line]) == 1


def test_a_truncated_warc_gives_all_whole_records_and_one_line(capsys: Captured) -> None:
    whole, torn = warc(PAGE, NOTICE)
    Path("night.warc.gz").write_bytes(whole + torn[: len(torn) // 2])
    assert gong("extract", "night.warc.gz", "--dataset", "out") == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1].startswith("read 1 = reports 1 + ")
    torn_lines = [line for line in printed.err.splitlines() if "night.warc.gz" in line]
    assert len(torn_lines) == 1


def test_a_page_cut_in_the_middle_of_a_table_shifts_nothing_and_keeps_what_is_there(
    capsys: Captured,
) -> None:
    cut = ROW[: ROW.index("<td>3</td>") + len("<td>3")]
    data = inspected("cut.html", (HEAD + TABLE_HEAD + cut).encode(), capsys)
    assert data["report"]["status"] != "complete"
    assert "document.truncated" in rules(data)
    kept = [finding["raw"] for finding in data["findings"] if finding["rule"] == "label.unknown"]
    assert kept == ["2 | 1 | 0 | 0 | 3"]


def test_gb2312_that_is_none_loses_nothing(capsys: Captured) -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="gb2312"').replace(
        "一、总体情况</p>", "一、总体情况</p><p>主任：朱镕基、陶喆</p>"
    )
    data = inspected("label.html", page.encode("gb18030"), capsys)
    assert data["disputes"]["reconsideration"]["total"] == 3
    assert "朱镕基、陶喆" in data["report"]["overview"]
    assert "document.decoding" not in rules(data)


def test_an_absurd_span_is_clamped_and_said(capsys: Captured) -> None:
    wide = ROW.replace("</tr>", '<td colspan="100000">9</td></tr>')
    data = inspected("wide.html", f"{HEAD}{TABLE_HEAD}{wide}</table>".encode(), capsys)
    assert data["disputes"]["reconsideration"]["total"] == 3
    assert data["findings"]


def test_deep_nesting_ends(capsys: Captured) -> None:
    deep = "<div>" * 200_000 + "深" + "</div>" * 200_000
    body = PAGE.replace("</body>", f"{deep}</body>").encode()
    data = inspected("deep.html", body, capsys)
    assert data["disputes"]["reconsideration"]["total"] == 3


def test_a_missing_folder(capsys: Captured) -> None:
    assert gong("extract", "no/such/folder", "--dataset", "out") == 2
    assert refused(capsys).startswith("no/such/folder: ")
    assert not Path("out").exists()


def test_a_file_where_the_dataset_should_be(capsys: Captured) -> None:
    Path("report.html").write_text(PAGE, encoding="utf-8")
    Path("out").write_text("mine", encoding="utf-8")
    assert gong("extract", "report.html", "--dataset", "out") == 2
    assert refused(capsys).startswith("out: a file stands where the dataset should be")
    assert Path("out").read_text(encoding="utf-8") == "mine"


def test_a_read_only_output(capsys: Captured) -> None:
    Path("report.html").write_text(PAGE, encoding="utf-8")
    Path("closed").mkdir(mode=0o555)
    with like_anyone():
        assert gong("extract", "report.html", "--dataset", "closed/out") == 2
    assert refused(capsys).startswith("closed/out: cannot be written: ")


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no file system that refuses root")
def test_an_output_that_refuses_even_root(capsys: Captured) -> None:
    Path("report.html").write_text(PAGE, encoding="utf-8")
    assert gong("extract", "report.html", "--dataset", "/proc/gongkai") == 2
    assert refused(capsys).startswith("/proc/gongkai: cannot be written: ")


def test_a_manifest_that_is_none(capsys: Captured) -> None:
    Path("report.html").write_text(PAGE, encoding="utf-8")
    Path("list.csv").write_text("name,address\n", encoding="utf-8")
    assert gong("extract", "report.html", "--dataset", "out", "--manifest", "list.csv") == 2
    assert refused(capsys).startswith("list.csv: ")
