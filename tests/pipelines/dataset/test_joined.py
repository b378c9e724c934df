"""Pages joined with what hangs on them: pictures, orders, an index of before."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import open_dataset
from pipelines.dataset.commit import commit
from pipelines.dataset.documents import pack, unpack
from pipelines.dataset.errors import DatasetError
from pipelines.extraction import extract_capture
from pipelines.model import (
    Capture,
    Cell,
    Context,
    Decoding,
    Document,
    Extraction,
    Grid,
    Heading,
    Paragraph,
)
from pipelines.reference import Reference
from pipelines.second.figures import SecondReading, cell_of
from tests.pipelines.dataset.builder import Seen, commit_all, contents
from tests.pipelines.joined_pages import HOST, TITLE, disputes_file, link, page, requests_file
from tests.tables import LINES_2021, disputes, requests

PAGE = f"{HOST}/1.html"
PROBLEMS = "信息公开的时效性有待加强，公开的内容与群众的需求还有距离，工作人员的业务能力有待提高，人手不足。"


def capture(
    url: str | None, body: bytes, *, day: int = 1, hour: int = 0, context: Context | None = None
) -> Capture:
    fetched_at = dt.datetime(2023, 1, day, hour, tzinfo=dt.UTC)
    record = hashlib.sha256(f"{url} {fetched_at}".encode() + body).hexdigest()
    return Capture(
        body=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
        url=url,
        fetched_at=fetched_at,
        http_status=200,
        warc_file=f"night-{day:02d}.warc.gz",
        warc_offset=int(record[:6], 16),
        warc_record_id=f"<urn:uuid:{record[:32]}>",
        context=context or Context(portal="alxa", list_url=f"{HOST}/"),
    )


@cache
def read(body: bytes, url: str, context: Context) -> Extraction:
    return extract_capture(capture(url, body, context=context), Reference.load())


def seen(captured: Capture) -> Seen:
    return Seen(captured, read(captured.body, captured.url or "", captured.context))


def picture(number: int, *blocks: Grid | Paragraph) -> Seen:
    """A picture as a reader with OCR would give it."""
    hangs = Context(portal="alxa", list_url=f"{HOST}/", parent_url=PAGE)
    captured = capture(f"{HOST}/W{number}.png", b"\x89PNG %d" % number, context=hangs)
    document = Document("image", "ocr", None, blocks=blocks)
    extraction = Extraction("attachment", document=document, kind="image")
    return Seen(captured, extraction)


# --- pictures ----------------------------------------------------------------------------


def requests_grid(received: int) -> Grid:
    figures = {line: ["0"] * 7 for line in LINES_2021}
    for line in ("received_new", "disclosed", "outcome_total"):
        figures[line] = [str(received), "0", "0", "0", "0", "0", str(received)]
    return requests(figures)


def test_the_pictures_of_a_scan_are_read_in_the_order_of_the_page(tmp_path: Path) -> None:
    shown = [f"<img src='W{number}.png'>" for number in (2, 1, 3)]
    pictures = [
        picture(2, Paragraph("一、总体情况"), Paragraph("良好。"), requests_grid(4)),
        picture(1, disputes(["1", "0", "0", "0", "1", *["0"] * 10])),
        picture(3, Paragraph("五、存在的问题"), Paragraph(PROBLEMS)),
    ]
    root = tmp_path / "dataset"
    commit_all(root, [seen(capture(PAGE, page(*shown)))])
    commit_all(root, pictures)
    dataset = open_dataset(root)
    (report,) = dataset.table("reports").to_dict("records")
    assert (report["method"], report["document_kind"]) == ("ocr", "image")
    assert report["url"] == f"{HOST}/W2.png"
    assert report["agency_name"] == "阿拉善盟财政局"
    assert report["problems"] == PROBLEMS
    assert dataset.table("requests")["total"].max() == 4
    assert dataset.table("disputes")["upheld"].tolist() == [1, 0, 0]
    assert dataset.table("captures")["role"].value_counts().to_dict() == {
        "attachment": 3,
        "report": 1,
    }


def test_photos_leave_the_page_as_it_is(tmp_path: Path) -> None:
    commit_all(
        tmp_path,
        [
            seen(capture(PAGE, page("<img src='W1.png'>"))),
            picture(1, Paragraph("党组书记主持召开政府信息公开工作专题会议，" * 4)),
        ],
    )
    dataset = open_dataset(tmp_path)
    assert dataset.table("reports")["status"].tolist() == ["attachment_missing"]
    assert dataset.table("captures")["role"].tolist() == ["attachment", "report"]


# --- every order -------------------------------------------------------------------------

BODIES = [
    page(link("P1.docx")),
    page(link("P1.docx"), link("P2.docx"), body="<p>现予公布。</p>"),
    page(link("P2.docx"), title=TITLE.replace("2022", "2023")),
    page("<iframe src='1.html'></iframe>", "<iframe src='2.html'></iframe>"),
]
FILES = [
    requests_file(4),
    requests_file(5, TITLE),
    disputes_file(1),
    b"PK\x03\x04word/document",
]
OWN = Context(portal="alxa", list_url=f"{HOST}/")
contexts = st.sampled_from(
    [
        Context(),
        OWN,
        Context(portal="alxa", list_url=f"{HOST}/", parent_url=PAGE),
        Context(portal="alxa", list_url=f"{HOST}/", parent_url=f"{HOST}/2.html"),
    ]
)


@st.composite
def archives(draw: st.DrawFn) -> list[Seen]:
    """Pages and files at a few addresses, each seen on up to three days."""
    found: list[Seen] = []
    pairs: set[tuple[str, bytes]] = set()
    for _ in range(draw(st.integers(2, 6))):
        is_page = draw(st.booleans())
        name = draw(st.sampled_from(["1.html", "2.html"] if is_page else ["P1.docx", "P2.docx"]))
        body = draw(st.sampled_from(BODIES if is_page else FILES))
        context = draw(contexts)
        if (name, body) in pairs:
            continue
        pairs.add((name, body))
        moments = st.tuples(st.integers(1, 4), st.sampled_from([0, 9, 20]))
        for day, hour in draw(st.lists(moments, min_size=1, max_size=3, unique=True)):
            found.append(seen(capture(f"{HOST}/{name}", body, day=day, hour=hour, context=context)))
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(archives(), st.data())
def test_order_split_and_repetition_do_not_matter(found: list[Seen], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(found))
    again = data.draw(st.lists(st.sampled_from(found), max_size=2))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(found)), max_size=2)))
    with tempfile.TemporaryDirectory() as folder:
        whole, parts = Path(folder, "whole"), Path(folder, "parts")
        commit_all(whole, found)
        for start, end in zip([0, *cuts], [*cuts, len(found)], strict=True):
            commit_all(parts, [*shuffled[start:end], *again])
        assert contents(parts) == contents(whole)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(archives())
def test_what_is_no_longer_read_so_leaves_nothing(found: list[Seen]) -> None:
    """A better reader finds every file to be another one: as if the first had never been."""
    by_pair: dict[tuple[str, str], Extraction] = {}
    better = []
    for number, one in enumerate(found):
        pair = (one.capture.address, one.capture.payload_sha256)
        other = found[(number + 1) % len(found)].extraction
        better.append(Seen(one.capture, by_pair.setdefault(pair, other)))
    with tempfile.TemporaryDirectory() as folder:
        over, anew = Path(folder, "over"), Path(folder, "anew")
        commit_all(over, found, version="1")
        commit_all(over, better, version="2")
        commit_all(anew, better, version="2")
        assert contents(over) == contents(anew)


# --- what is kept ------------------------------------------------------------------------


def test_a_document_comes_back_as_it_was() -> None:
    cells = (Cell("规章", 0, 0, 1, 2, header=True), Cell("1", 0, 2))
    document = Document(
        kind="html",
        method="markup",
        decoding=Decoding("gb18030", "declared", 2),
        titles=(("h1", TITLE),),
        metadata={"PubDate": "2023-01-19"},
        printed=(("索引号", "1"),),
        blocks=(
            Heading("一、总体情况", 2),
            Paragraph("良好。"),
            Grid(cells, 1, 3),
            Grid((Cell("2", 0, 0, second="7"),), 1, 1, spans_known=False, notes=("truncated",)),
        ),
        saved_from="http://www.a.gov.cn/1.html",
        notes=("content:tables",),
    )
    context = Context(portal="alxa", list_title=TITLE, list_date=dt.date(2023, 1, 19))
    second = SecondReading(requests=({"received_new": {"total": cell_of("3")}},))
    packed = pack(document, context, second)
    assert packed is not None
    assert unpack(packed) == (document, context, second)


def test_a_document_that_is_too_large_is_not_kept() -> None:
    document = Document("text", "markup", None, blocks=(Paragraph("年" * 1_500_000),))
    assert pack(document, Context(), None) is None


def test_an_index_of_before_is_refused(tmp_path: Path) -> None:
    commit_all(tmp_path, [seen(capture(PAGE, page(link("P1.docx"))))])
    (index,) = (tmp_path / "_index").rglob("*.parquet")
    table = pq.ParquetFile(index).read()
    pq.write_table(table.drop_columns(["document", "form"]), index)
    before = contents(tmp_path)
    with pytest.raises(DatasetError, match=r"index is of an older version .* into a new folder"):
        commit_all(tmp_path, [seen(capture(PAGE, page(link("P2.docx"))))])
    after = {name: data for name, data in contents(tmp_path).items() if "_staged" not in name}
    assert {name: after.get(name) for name in before} == before


def test_a_commit_that_changes_nothing_reads_nothing(tmp_path: Path) -> None:
    commit_all(tmp_path, [seen(capture(PAGE, page(link("P1.docx"))))])
    assert commit(tmp_path).files == 0
