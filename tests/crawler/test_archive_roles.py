"""Every role of ``captures`` comes out of an archive as a crawl writes it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from crawler.http_message import Headers, HttpRequest, HttpResponse
from crawler.warc_writer import WarcWriter
from pipelines import engine
from pipelines.captures import SourceIssue, list_sources, read_capture, read_source
from pipelines.model import Capture, Context
from pipelines.schema import ROLES
from tests.pipelines.cli_samples import NOTICE, PAGE
from tests.pipelines.test_extraction import SECTION_TWO

SITE = "http://www.hongze.gov.cn"
NIGHT = dt.datetime(2024, 2, 1, 18, 0, tzinfo=dt.UTC)
#: A page whose script computes a cookie and comes again: nothing that a reader could see.
CHALLENGE = (
    "<html><head><meta charset='utf-8'></head><body><script>"
    "document.cookie='k='+(7*6);location.href=location.pathname;</script></body></html>"
)
#: More than a redirect would print: all of it is in the script.
LEADS_ON = "<html><script>window.location.href = '/art/own.html';</script></html>"
WATER, SCHOOLS, CIVIL = "水利局", "教育局", "民政局"
FULL = PAGE.replace(WATER, CIVIL).replace("<table>", SECTION_TWO + "<table>", 1)


@dataclass(frozen=True)
class Answer:
    """What an address says in one night."""

    path: str
    body: str | bytes = b""
    status: int = 200
    night: int = 1
    headers: Headers = ((b"Content-Type", b"text/html; charset=utf-8"),)
    context: Context = field(default_factory=lambda: Context(portal="hongze"))

    def write(self, writer: WarcWriter) -> None:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        writer.write_exchange(
            HttpRequest(SITE + self.path),
            HttpResponse(self.status, self.headers, body),
            [self.context],
            fetched_at=NIGHT + dt.timedelta(days=self.night),
        )


HANGS = Context(portal="hongze", parent_url=SITE + "/art/own.html")
#: The role of the capture that the last answer of each case gives.
CASES: dict[str, tuple[str, tuple[Answer, ...]]] = {
    "the report": ("report", (Answer("/art/own.html", PAGE),)),
    "the same at a second address": (
        "copy",
        (Answer("/art/own.html", PAGE), Answer("/col/copy.html", PAGE)),
    ),
    "a file that hangs on it": (
        "attachment",
        (
            Answer("/art/own.html", PAGE),
            Answer("/art/map.html", "<p>洪泽区水利局办公地点示意</p>" * 9, context=HANGS),
        ),
    ),
    "what was amended": (
        "superseded",
        (
            Answer(
                "/art/new.html", PAGE.replace(WATER, SCHOOLS).replace("<td>2<", "<td>1<"), night=2
            ),
            Answer("/art/new.html", PAGE.replace(WATER, SCHOOLS)),
        ),
    ),
    "a content that got worse": (
        "set_aside",
        (
            Answer("/art/worse.html", FULL),
            Answer("/art/worse.html", PAGE.replace(WATER, CIVIL), night=2),
        ),
    ),
    "a notice": ("no_report", (Answer("/art/notice.html", NOTICE),)),
    "an annual report of another kind": (
        "not_ogi",
        (
            Answer(
                "/art/law.html",
                "<title>洪泽区2023年法治政府建设年度报告</title><h1>洪泽区2023年法治政府建设年度报告"
                "</h1><p>一、总体情况</p><p>全区扎实推进法治政府建设，成效明显。</p>",
            ),
        ),
    ),
    "a page that leads on": ("no_report", (Answer("/art/on.html", LEADS_ON),)),
    "a redirect": (
        "no_report",
        (Answer("/art/301.html", status=301, headers=((b"Location", b"/art/own.html"),)),),
    ),
    "an empty answer": ("unreadable", (Answer("/art/empty.html"),)),
    "an error of the server": ("unreadable", (Answer("/art/500.html", "later", 500),)),
    "a script instead of a page": ("challenge", (Answer("/art/script.html", CHALLENGE),)),
    "a redirect to itself": (
        "challenge",
        (Answer("/art/self.html", status=302, headers=((b"Location", b"/art/self.html"),)),),
    ),
    "a script under 412": ("blocked", (Answer("/art/412.html", CHALLENGE, 412),)),
    "a refusal": ("blocked", (Answer("/art/403.html", "forbidden", 403),)),
    "a page that is no more": ("gone", (Answer("/art/404.html", "no such page", 404),)),
    "a redirect home": (
        "gone",
        (Answer("/art/home.html", status=302, headers=((b"Location", b"/"),)),),
    ),
}


def rows(dataset: Path) -> list[dict[str, Any]]:
    files = sorted(dataset.glob("captures/*/*/*.parquet"))
    return [row for path in files for row in pq.ParquetFile(path).read().to_pylist()]


def extracted(folder: Path, *answers: Answer) -> list[dict[str, Any]]:
    with WarcWriter(folder / "archive", software="gongkai/0.1.0") as writer:
        for answer in answers:
            answer.write(writer)
    engine.extract([folder / "archive"], folder / "dataset")
    return rows(folder / "dataset")


def test_a_case_for_every_role() -> None:
    assert {role for role, _ in CASES.values()} | {"robots"} == set(ROLES)


@pytest.mark.parametrize("case", CASES)
def test_a_role(tmp_path: Path, case: str) -> None:
    role, answers = CASES[case]
    last = answers[-1]
    body = last.body.encode() if isinstance(last.body, str) else last.body
    found = {
        row["role"]
        for row in extracted(tmp_path, *answers)
        if row["url"] == SITE + last.path
        and row["payload_sha256"] == hashlib.sha256(body).hexdigest()
    }

    assert found == {role}


def test_an_address_that_robots_txt_forbids(tmp_path: Path) -> None:
    """It was asked as a report and has no answer; the night after only ``last_seen_at`` moves."""
    contexts = [
        Context(portal="hongze", list_url=f"{SITE}/{name}/", list_title="2023年年报")
        for name in ("departments", "columns")
    ]
    with WarcWriter(tmp_path / "archive", software="gongkai/0.1.0") as writer:
        for night in range(2):
            at = NIGHT + dt.timedelta(days=night)
            writer.write_refusal(f"{SITE}/secret/1.html#top", "robots", contexts, at)
    engine.extract([tmp_path / "archive"], tmp_path / "dataset")
    [row] = rows(tmp_path / "dataset")

    assert row["url"] == f"{SITE}/secret/1.html"
    assert (row["role"], row["report_id"], row["portal"]) == ("robots", None, "hongze")
    assert (row["list_title"], row["http_status"], row["content_sha256"]) == (
        "2023年年报",
        None,
        None,
    )
    assert (row["fetched_at"], row["last_seen_at"]) == (NIGHT, NIGHT + dt.timedelta(days=1))
    # No answer is like it, not even an empty one.
    assert row["payload_sha256"] != hashlib.sha256(b"").hexdigest()


def test_the_place_of_a_refusal_leads_to_it(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, software="gongkai/0.1.0") as writer:
        writer.write_refusal(f"{SITE}/secret/1.html", "robots", [], NIGHT)
    [source] = list_sources([tmp_path])
    [capture] = read_source(source)
    assert isinstance(capture, Capture)
    assert (capture.refused, capture.asked, capture.context) == ("robots", True, Context())
    assert capture.warc_offset is not None
    assert read_capture(source, capture.warc_offset, capture.warc_record_id) == capture


def test_a_refusal_that_nobody_understands_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'weather' is no reason"):
        WarcWriter(tmp_path, software="x").write_refusal(SITE, "weather", [], NIGHT)
    with WarcWriter(tmp_path, software="gongkai/0.1.0") as writer:
        writer.write_refusal(f"{SITE}/secret/1.html", "robots", [], NIGHT)
    [path] = tmp_path.iterdir()
    from tests.pipelines.warc_bytes import record, write_gz

    block = b"gongkai-refused: 2\r\nreason: robots\r\n"
    headers = {"WARC-Target-URI": SITE + "/", "WARC-Record-ID": "<urn:uuid:1>"}
    other = b"gongkai-refused: 1\r\nreason: weather\r\n"
    path = write_gz(path, record("metadata", block, headers), record("metadata", other, headers))
    [source] = list_sources([path])
    issues = list(read_source(source))

    assert [issue.kind for issue in issues if isinstance(issue, SourceIssue)] == ["refusal"] * 2
    assert [str(issue).count("has version '2'") for issue in issues] == [1, 0]
