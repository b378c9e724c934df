"""Answers of one address over days, as WARC files, and what they mean, told independently."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.pipelines.warc_bytes import context, http, record, response, warcinfo, write_gz

SITE: Final = "https://www.alxa.gov.cn"
URL: Final = f"{SITE}/2023/t1.html"
TITLE: Final = "阿拉善盟财政局2022年政府信息公开工作年度报告"
MOVED: Final = b"<html><head><title>302 Found</title></head><body>302 Found</body></html>"


def prose(text: str) -> bytes:
    """A report without tables."""
    return (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
        f"<p>一、总体情况</p><p>{text}</p><p>二、存在的主要问题</p><p>无。</p></body></html>"
    ).encode()


class Answer(NamedTuple):
    """Status line, body, where it leads, and why it was cut."""

    status: str
    body: bytes = b""
    location: str | None = None
    cut: str | None = None


REPORT_A: Final = prose("主动公开三件。")
REPORT_B: Final = prose("主动公开四件。")
NOT_FOUND: Final = b"<html><body>404 Not Found</body></html>"

ANSWERS: Final[Mapping[str, Answer]] = {
    "report A": Answer("200 OK", REPORT_A),
    "report B": Answer("200 OK", REPORT_B),
    "emptied": Answer("200 OK"),
    "failed": Answer("503 Service Unavailable"),
    "broken off": Answer("200 OK", REPORT_B[:300], cut="disconnect"),
    "broken off at its end": Answer("200 OK", REPORT_A, cut="disconnect"),
    "failed with the page": Answer("500 Internal Server Error", REPORT_A),
    "not found": Answer("404 Not Found"),
    "not found with a page": Answer("404 Not Found", NOT_FOUND),
    "not found with the report": Answer("404 Not Found", REPORT_B),
    "gone": Answer("410 Gone"),
    "forbidden": Answer("403 Forbidden"),
    "blocked": Answer("412 Precondition Failed"),
    "blocked by a wall": Answer("521 "),
    "home": Answer("302 Found", MOVED, f"{SITE}/"),
    "elsewhere": Answer("302 Found", MOVED, f"{SITE}/2023/t2.html"),
    "to itself": Answer("302 Found", MOVED, URL),
    "not modified": Answer("304 Not Modified"),
}
#: What the answers mean, by hand; every other one is a failure of the moment.
GOOD: Final = frozenset({"report A", "report B", "not modified", "as before"})
GONE: Final = frozenset(
    {"not found", "not found with a page", "not found with the report", "gone", "home"}
)


class Moment(NamedTuple):
    """One answer, on a day of January 2023 at an hour (UTC)."""

    day: int
    hour: int
    kind: str

    @property
    def date(self) -> dt.date:
        """Day in China, which is eight hours ahead."""
        return dt.date(2023, 1, self.day) + dt.timedelta(days=(self.hour + 8) // 24)


def withdrawn_on(moments: Sequence[Moment]) -> dt.date | None:
    """First day on which the page was gone for good: on two days at least, and nothing after."""
    after: list[dt.date] = []
    for moment in sorted(moments):
        if moment.kind in GOOD:
            after = []
        elif moment.kind in GONE:
            after.append(moment.date)
    return after[0] if len(set(after)) > 1 else None


def write_nights(folder: Path, moments: Sequence[Moment], *, url: str = URL) -> list[Path]:
    """One WARC file a moment, in the order of time."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    first: str | None = None
    for number, moment in enumerate(sorted(moments)):
        date = f"2023-01-{moment.day:02d}T{moment.hour:02d}:00:00Z"
        name = f"<urn:uuid:{hashlib.sha256(f'{url} {date}'.encode()).hexdigest()[:32]}>"
        if moment.kind == "as before":
            assert first is not None
            headers = {
                "WARC-Record-ID": name,
                "WARC-Date": date,
                "WARC-Target-URI": url,
                "WARC-Refers-To": first,
                "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
            }
            one = record("revisit", http(b"", "304 Not Modified"), headers)
        else:
            answer = ANSWERS[moment.kind]
            more = {} if answer.location is None else {"Location": answer.location}
            block = http(answer.body, answer.status, {"Content-Type": "text/html", **more})
            cut = {} if answer.cut is None else {"WARC-Truncated": answer.cut}
            one = response(url, block, {"WARC-Date": date, **cut}, record_id=name)
            if moment.kind == "report A" and first is None:
                first = name
        fields = ("portal: alxa", f"list-url: {SITE}/", f"list-title: {TITLE}")
        path = folder / f"{number:02d}.warc.gz"
        paths.append(write_gz(path, warcinfo("gongkai/0.1.0"), one, context(name, *fields)))
    return paths
