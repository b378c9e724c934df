"""Pages without tables and the files that hold them, as a portal publishes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tests.pipelines.documents import word
from tests.pipelines.warc_bytes import context, http, response
from tests.tables import LINES_2021, disputes_rows, requests_rows

HOST = "https://www.alxa.gov.cn"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE = "阿拉善盟财政局2022年政府信息公开工作年度报告"


def page(*links: str, title: str = TITLE, body: str = "") -> bytes:
    """A page that says whose report it is and shows none of it: markup of what it links to."""
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div id='zoom'><p>报告全文见附件。</p>{body}{''.join(links)}</div></body></html>"
    ).encode()


def link(address: str, text: str = "附件") -> str:
    return f"<p><a href='{address}'>{text}</a></p>"


@cache
def _requests_form() -> bytes:
    """The table of section three with a mark for a figure and one above it: slow to write."""
    document = word.empty()
    document.add_paragraph("ABOVE")
    figures = {line: ["0"] * 7 for line in LINES_2021}
    for line in ("received_new", "disclosed", "outcome_total"):
        figures[line] = ["FIGURE", "0", "0", "0", "0", "0", "FIGURE"]
    word.with_table(document, requests_rows(figures))
    return word.saved(document)


@cache
def requests_file(received: int, *paragraphs: str) -> bytes:
    """A Word file with the table of section three, whose first line adds up."""
    above = "</w:t></w:r></w:p><w:p><w:r><w:t>".join(paragraphs)

    def change(part: bytes) -> bytes:
        return part.replace(b"FIGURE", str(received).encode()).replace(b"ABOVE", above.encode())

    return word.changed(_requests_form(), "word/document.xml", change)


@cache
def disputes_file(upheld: int) -> bytes:
    """A Word file with the table of section four alone."""
    document = word.empty()
    values = [str(upheld), "0", "0", "0", str(upheld), *["0"] * 10]
    word.with_table(document, disputes_rows(values))
    return word.saved(document)


def answer(
    name: str,
    body: bytes,
    *,
    day: int = 19,
    kind: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    parent: str | None = None,
    asked: bool = True,
) -> list[bytes]:
    """Response of a path, with the context that our crawl writes (``asked``) beside it."""
    number = sum(ord(char) * place for place, char in enumerate(name, start=1))
    record_id = f"<urn:uuid:00000000-0000-0000-0000-{day:04d}{number:08d}>"
    records = [
        response(
            f"{HOST}/{name}",
            http(body, status, {"Content-Type": kind}),
            {"WARC-Date": f"2023-01-{day:02d}T02:{number % 60:02d}:04Z"},
            record_id=record_id,
        )
    ]
    if asked:
        fields = ["portal: alxa", "division-code: 152900", f"list-url: {HOST}/"]
        if parent is not None:
            fields.append(f"parent-url: {HOST}/{parent}")
        records.append(context(record_id, *fields))
    return records


def file(name: str, body: bytes, **more: object) -> list[bytes]:
    """Response of a Word file."""
    return answer(name, body, kind=DOCX, **more)  # type: ignore[arg-type] # passed on as given


Records = Sequence[bytes]
