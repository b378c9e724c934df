"""A page and what hangs on it are one report, whatever night or file each was captured in."""

from __future__ import annotations

import io
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from pipelines import open_dataset
from pipelines.dataset import Dataset
from pipelines.documents.reader import DIRECT
from pipelines.engine import extract
from tests.pipelines.dataset.builder import contents
from tests.pipelines.joined_pages import (
    HOST,
    TITLE,
    Records,
    answer,
    disputes_file,
    file,
    link,
    page,
    requests_file,
)
from tests.pipelines.warc_bytes import warcinfo, write_gz

OURS = warcinfo("gongkai/0.1.0")
FOREIGN = warcinfo("wget/1.21")


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)
    # Nor for a process that reads hostile files: these are none.
    monkeypatch.setattr("pipelines.workers.task.LimitedReader", lambda _: nullcontext(DIRECT))


def night(folder: Path, number: int, *records: Records, info: bytes = OURS) -> Path:
    """One WARC file."""
    folder.mkdir(exist_ok=True)
    flat = [one for found in records for one in found]
    return write_gz(folder / f"{number}.warc.gz", info, *flat)


def in_both_orders(folder: Path, nights: list[Path]) -> Dataset:
    """Extract in one run, and run after run in both orders: always the same bytes."""
    extract(nights, folder / "whole")
    whole = contents(folder / "whole")
    for number, order in enumerate((nights, nights[::-1])):
        root = folder / f"parts-{number}"
        for path in order:
            extract([path], root)
        assert contents(root) == whole
        assert extract([order[0]], root).files_changed == 0
    return open_dataset(folder / "whole", archive=nights[0].parent)


def reports(dataset: Dataset) -> list[dict[str, Any]]:
    rows = dataset.sql(
        "select r.report_id, agency_name, r.year, status, document_kind, url, q.total, revisions"
        " from reports r left join requests q"
        " on q.report_id = r.report_id and q.item = 'received_new' order by agency_name, url"
    )
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def the_report(dataset: Dataset) -> dict[str, Any]:
    (row,) = reports(dataset)
    return row


def roles(dataset: Dataset) -> list[tuple[str, str]]:
    """Last part of the address and role of each capture, those with a report beside it."""
    rows = dataset.table("captures").sort_values(["url", "fetched_at"])
    return [
        (url.removeprefix(f"{HOST}/"), role if report_id else f"{role}, no report")
        for url, role, report_id in rows[["url", "role", "report_id"]].fillna("").values.tolist()
    ]


def findings(dataset: Dataset, rule: str) -> list[str]:
    table = dataset.table("findings")
    return table[table["rule"] == rule]["message"].tolist()


# --- one page, one file ------------------------------------------------------------------


def test_page_and_file_of_one_night(tmp_path: Path) -> None:
    one = night(
        tmp_path / "archive",
        1,
        answer("1.html", page(link("P1.docx"))),
        file("P1.docx", requests_file(4), parent="1.html"),
    )
    summary = extract([one], tmp_path / "dataset")
    assert (summary.reports, summary.attachments) == (1, 1)
    dataset = open_dataset(tmp_path / "dataset", archive=tmp_path / "archive")
    row = the_report(dataset)
    assert (row["agency_name"], row["year"]) == ("阿拉善盟财政局", 2022)
    assert (row["status"], row["document_kind"], row["total"]) == ("partial", "docx", 4)
    assert row["url"] == f"{HOST}/P1.docx"
    assert roles(dataset) == [("1.html", "report"), ("P1.docx", "attachment")]
    assert set(dataset.table("captures")["year"]) == {2022}
    stored = dataset.report(row["report_id"])
    assert stored.source.read() == requests_file(4)
    assert stored.values["title"] == TITLE
    assert "报告全文见附件。" in stored.values["sections"][0]["text"]


def test_page_and_file_of_two_nights(tmp_path: Path) -> None:
    nights = [
        night(tmp_path / "a", 1, answer("1.html", page(link("P1.docx")))),
        night(tmp_path / "a", 2, file("P1.docx", requests_file(4), parent="1.html", day=20)),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert (the_report(dataset)["total"], the_report(dataset)["revisions"]) == (4, 1)
    assert roles(dataset) == [("1.html", "report"), ("P1.docx", "attachment")]


def test_until_the_file_is_there_the_page_lacks_it(tmp_path: Path) -> None:
    root = tmp_path / "dataset"
    one = night(tmp_path / "a", 1, answer("1.html", page(link("P1.docx"))))
    two = night(tmp_path / "a", 2, file("P1.docx", requests_file(4), parent="1.html", day=20))
    extract([one], root)
    assert the_report(open_dataset(root))["status"] == "attachment_missing"
    extract([two], root)
    assert the_report(open_dataset(root))["status"] == "partial"
    extract([one, two], tmp_path / "anew")
    assert contents(root) == contents(tmp_path / "anew")


def test_a_year_that_only_the_file_tells_leaves_no_ghost(tmp_path: Path) -> None:
    """The page alone lies under another year, id and place than the two together."""
    untold = page(link("P1.docx"), title="阿拉善盟财政局政府信息公开工作年度报告")
    period = "本年度报告的统计期限自2021年1月1日起至2021年12月31日止。"
    nights = [
        night(tmp_path / "a", 1, answer("1.html", untold)),
        night(tmp_path / "a", 2, file("P1.docx", requests_file(4, period), parent="1.html")),
    ]
    extract([nights[0]], tmp_path / "first")
    assert the_report(open_dataset(tmp_path / "first"))["year"] == 0
    dataset = in_both_orders(tmp_path, nights)
    assert the_report(dataset)["year"] == 2021


def test_the_same_report_elsewhere_competes_with_the_two_together(tmp_path: Path) -> None:
    """Neither the page nor the file alone has the id of the report on the other site."""
    untold = page(link("P1.docx"), title="阿拉善盟财政局政府信息公开工作年度报告")
    period = "本年度报告的统计期限自2021年1月1日起至2021年12月31日止。"
    copy = page(link("P2.docx"), title="阿拉善盟财政局2021年政府信息公开工作年度报告")
    nights = [
        night(tmp_path / "a", 1, answer("1.html", untold)),
        night(tmp_path / "a", 2, file("P1.docx", requests_file(4, period), parent="1.html")),
        night(
            tmp_path / "a",
            3,
            answer("2.html", copy),
            file("P2.docx", requests_file(5), parent="2.html"),
        ),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert the_report(dataset)["year"] == 2021
    assert len(findings(dataset, "report.conflict")) == 1


def test_a_file_that_changes_is_followed(tmp_path: Path) -> None:
    nights = [
        night(
            tmp_path / "a",
            1,
            answer("1.html", page(link("P1.docx"))),
            file("P1.docx", requests_file(4), parent="1.html"),
        ),
        night(tmp_path / "a", 2, file("P1.docx", requests_file(7), parent="1.html", day=25)),
    ]
    dataset = in_both_orders(tmp_path, nights)
    row = the_report(dataset)
    assert (row["total"], row["revisions"]) == (7, 2)
    assert roles(dataset)[0] == ("1.html", "report")
    assert dataset.report(row["report_id"]).source.read() == requests_file(7)


def test_the_same_bytes_under_another_link(tmp_path: Path) -> None:
    """First the second file alone can be read; then the first says the same."""
    nights = [
        night(
            tmp_path / "a",
            1,
            answer("1.html", page(link("P1.docx"), link("P2.docx"))),
            file("P1.docx", b"PK\x03\x04word/document", parent="1.html"),
            file("P2.docx", requests_file(4), parent="1.html"),
        ),
        night(tmp_path / "a", 2, file("P1.docx", requests_file(4), parent="1.html", day=25)),
    ]
    dataset = in_both_orders(tmp_path, nights)
    row = the_report(dataset)
    assert (row["total"], row["revisions"], row["url"]) == (4, 1, f"{HOST}/P2.docx")


def test_a_file_that_has_less_waits_for_another_day(tmp_path: Path) -> None:
    root = tmp_path / "dataset"
    first = [answer("1.html", page(link("P1.docx"))), file("P1.docx", requests_file(4))]
    for number, (day, body) in enumerate([(25, disputes_file(1)), (26, None), (27, None)]):
        records = [answer("1.html", page(link("P1.docx")), day=day)]
        if body is not None:
            records.append(file("P1.docx", body, parent="1.html", day=day))
        extract(
            [
                night(tmp_path / "a", 1, *first),
                night(tmp_path / "a", 2 + number, *records),
            ],
            root,
        )
        # The page came again, the file did not: nothing confirms it.
        assert the_report(open_dataset(root))["total"] == 4
        assert len(findings(open_dataset(root), "report.worse")) == 1
    again = file("P1.docx", disputes_file(1), parent="1.html", day=28)
    extract([night(tmp_path / "a", 9, again)], root)
    assert the_report(open_dataset(root))["status"] == "partial"
    assert findings(open_dataset(root), "report.worse") == []
    assert open_dataset(root).table("disputes")["total"].max() == 1


def test_a_file_that_is_gone_is_withdrawn_and_stays(tmp_path: Path) -> None:
    nights = [
        night(
            tmp_path / "a",
            1,
            answer("1.html", page(link("P1.docx"))),
            file("P1.docx", requests_file(4), parent="1.html"),
        ),
        *(
            night(
                tmp_path / "a",
                day,
                answer("1.html", page(link("P1.docx")), day=day),
                answer("P1.docx", b"no", status="404 Not Found", parent="1.html", day=day),
            )
            for day in (25, 26)
        ),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert the_report(dataset)["total"] == 4
    (row,) = dataset.table("reports").to_dict("records")
    assert row["withdrawn_on"].isoformat() == "2023-01-25"
    assert roles(dataset) == [
        ("1.html", "report"),
        ("P1.docx", "attachment"),
        ("P1.docx", "gone"),
    ]


def test_a_page_that_is_gone_or_amended_keeps_its_file(tmp_path: Path) -> None:
    amended = page(link("P1.docx"), body="<p>现予公布。</p>")
    nights = [
        night(tmp_path / "a", 1, file("P1.docx", requests_file(4), parent="1.html")),
        night(tmp_path / "a", 2, answer("1.html", page(link("P1.docx")), day=20)),
        night(tmp_path / "a", 3, answer("1.html", amended, day=25)),
        night(tmp_path / "a", 4, answer("1.html", b"no", status="410 Gone", day=27)),
    ]
    dataset = in_both_orders(tmp_path, nights)
    row = the_report(dataset)
    assert (row["total"], row["revisions"]) == (4, 2)
    assert roles(dataset) == [
        ("1.html", "superseded"),
        ("1.html", "report"),
        ("1.html", "gone"),
        ("P1.docx", "attachment"),
    ]


def test_the_next_year_at_the_same_address(tmp_path: Path) -> None:
    later = page(link("P2.docx"), title=TITLE.replace("2022", "2023"))
    nights = [
        night(
            tmp_path / "a",
            1,
            answer("1.html", page(link("P1.docx"))),
            file("P1.docx", requests_file(4), parent="1.html"),
        ),
        night(
            tmp_path / "a",
            2,
            answer("1.html", later, day=28),
            file("P2.docx", requests_file(5), parent="1.html", day=28),
        ),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert [(row["year"], row["total"]) for row in reports(dataset)] == [(2022, 4), (2023, 5)]
    years = dataset.table("captures").set_index("url")["year"]
    assert (years[f"{HOST}/P1.docx"], years[f"{HOST}/P2.docx"]) == (2022, 2023)


# --- which files -------------------------------------------------------------------------


def test_a_page_with_tables_of_its_own_needs_no_file(tmp_path: Path) -> None:
    from tests.pipelines.test_engine import page as with_table

    body = with_table("阿拉善盟财政局", 2022, 3).replace(b"</body>", link("P1.docx").encode())
    nights = [
        night(tmp_path / "a", 1, answer("1.html", body)),
        night(tmp_path / "a", 2, file("P1.docx", requests_file(4, TITLE), parent="1.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert (the_report(dataset)["total"], the_report(dataset)["revisions"]) == (3, 1)
    assert findings(dataset, "report.conflict") == []
    assert roles(dataset) == [("1.html", "report"), ("P1.docx", "attachment")]


def test_a_file_that_nobody_needs_and_that_cannot_be_read_is_no_trouble(tmp_path: Path) -> None:
    from tests.pipelines.test_engine import page as with_table

    broken = file("P1.docx", b"PK\x03\x04word/document", parent="1.html")
    alone = night(tmp_path / "a", 1, broken)
    extract([alone], tmp_path / "alone")
    assert roles(open_dataset(tmp_path / "alone")) == [("P1.docx", "unreadable, no report")]
    nights = [
        alone,
        night(tmp_path / "a", 2, answer("1.html", with_table("阿拉善盟财政局", 2022, 3))),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert roles(dataset) == [("1.html", "report"), ("P1.docx", "attachment")]
    assert findings(dataset, "document.unreadable") == []


def test_the_same_holds_in_foreign_archives(tmp_path: Path) -> None:
    from tests.pipelines.test_engine import page as with_table

    body = with_table("阿拉善盟财政局", 2022, 3).replace(b"</body>", link("P1.docx").encode())
    nights = [
        night(tmp_path / "a", 1, answer("1.html", body, asked=False), info=FOREIGN),
        night(
            tmp_path / "a", 2, file("P1.docx", requests_file(4, TITLE), asked=False), info=FOREIGN
        ),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert the_report(dataset)["total"] == 3
    assert findings(dataset, "report.conflict") == []


def test_foreign_archives_join_by_the_link(tmp_path: Path) -> None:
    found = file("files/年报 1.docx", requests_file(4, TITLE), asked=False)
    address = "../files/%E5%B9%B4%E6%8A%A5%201.docx"
    nights = [
        night(tmp_path / "a", 1, found, info=FOREIGN),
        night(
            tmp_path / "a",
            2,
            answer("x/1.html", page(link(address)), asked=False, day=22),
            info=FOREIGN,
        ),
    ]
    extract([nights[0]], tmp_path / "alone")
    alone = the_report(open_dataset(tmp_path / "alone"))
    assert (alone["status"], alone["total"]) == ("partial", 4)
    dataset = in_both_orders(tmp_path, nights)
    assert the_report(dataset)["total"] == 4
    assert dict(roles(dataset)) == {"x/1.html": "report", "files/年报 1.docx": "attachment"}


def test_tables_in_several_files_are_one_report(tmp_path: Path) -> None:
    """The second file is the same report again, the third has another table."""
    dataset = in_both_orders(
        tmp_path,
        [
            night(
                tmp_path / "a",
                1,
                answer("1.html", page(link("P1.docx"), link("P2.docx"), link("P3.docx"))),
                file("P1.docx", requests_file(4), parent="1.html"),
                file("P2.docx", requests_file(9), parent="1.html"),
            ),
            night(tmp_path / "a", 2, file("P3.docx", disputes_file(1), parent="1.html")),
        ],
    )
    assert the_report(dataset)["total"] == 4
    assert dataset.table("disputes")["upheld"].tolist() == [1, 0, 0]
    assert [role for _, role in roles(dataset)] == ["report", *["attachment"] * 3]


def test_reports_of_several_bodies_on_one_page_stay_their_own(tmp_path: Path) -> None:
    other = "阿拉善盟教育局2022年政府信息公开工作年度报告"
    links = page(link("P1.docx"), link("P2.docx"), title="阿拉善盟2022年政府信息公开工作年度报告")
    nights = [
        night(tmp_path / "a", 1, answer("1.html", links)),
        night(tmp_path / "a", 2, file("P1.docx", requests_file(4, TITLE), parent="1.html")),
        night(tmp_path / "a", 3, file("P2.docx", requests_file(5, other), parent="1.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    found = {row["agency_name"]: row["total"] for row in reports(dataset)}
    assert found["阿拉善盟财政局"] == 4
    assert found["阿拉善盟教育局"] == 5


def archived(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in members.items():
            archive.writestr(f"{name}.docx", body)
    return out.getvalue()


def test_a_file_in_an_archive(tmp_path: Path) -> None:
    body = archived(report=requests_file(4))
    nights = [
        night(tmp_path / "a", 1, answer("1.html", page(link("P1.zip")))),
        night(tmp_path / "a", 2, answer("P1.zip", body, kind="application/zip", parent="1.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert the_report(dataset)["total"] == 4
    assert roles(dataset) == [("1.html", "report"), ("P1.zip", "attachment")]


def test_an_archive_of_reports_is_none_of_its_page(tmp_path: Path) -> None:
    other = TITLE.replace("财政局", "教育局")
    body = archived(a=requests_file(4, TITLE), b=requests_file(5, other))
    title = "阿拉善盟2022年政府信息公开工作年度报告"
    nights = [
        night(tmp_path / "a", 1, answer("1.html", page(link("P1.zip"), title=title))),
        night(tmp_path / "a", 2, answer("P1.zip", body, kind="application/zip", parent="1.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    found = {row["agency_name"]: row["total"] for row in reports(dataset)}
    assert (found["阿拉善盟财政局"], found["阿拉善盟教育局"]) == (4, 5)


def test_two_pages_of_one_file(tmp_path: Path) -> None:
    nights = [
        night(tmp_path / "a", 1, answer("2.html", page(link("P1.docx")))),
        night(tmp_path / "a", 2, answer("1.html", page(link("P1.docx")))),
        night(tmp_path / "a", 3, file("P1.docx", requests_file(4), parent="2.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert the_report(dataset)["total"] == 4
    assert roles(dataset) == [("1.html", "report"), ("2.html", "copy"), ("P1.docx", "attachment")]
    assert [list(one) for one in dataset.table("reports")["also_at"]] == [[f"{HOST}/2.html"]]


def test_a_report_in_a_frame(tmp_path: Path) -> None:
    from tests.pipelines.test_engine import page as with_table

    frame = with_table("", 2022, 6).replace(b"<h1>2022", b"<h1>")
    nights = [
        night(tmp_path / "a", 1, answer("1.html", page("<iframe src='/f/1.html'></iframe>"))),
        night(tmp_path / "a", 2, answer("f/1.html", frame, parent="1.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert (the_report(dataset)["agency_name"], the_report(dataset)["total"]) == (
        "阿拉善盟财政局",
        6,
    )
    assert roles(dataset) == [("1.html", "report"), ("f/1.html", "attachment")]


def test_a_file_in_a_frame_in_a_frame(tmp_path: Path) -> None:
    inner = b"<html><body><iframe src='/P1.docx'></iframe></body></html>"
    nights = [
        night(tmp_path / "a", 1, answer("1.html", page("<iframe src='f.html'></iframe>"))),
        night(tmp_path / "a", 2, answer("f.html", inner, parent="1.html")),
        night(tmp_path / "a", 3, file("P1.docx", requests_file(4), parent="f.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    assert the_report(dataset)["total"] == 4
    assert roles(dataset) == [
        ("1.html", "report"),
        ("P1.docx", "attachment"),
        ("f.html", "attachment"),
    ]


def test_prose_in_a_file(tmp_path: Path) -> None:
    from tests.pipelines.documents import word

    document = word.empty()
    for text in (TITLE, "一、概述", "全年公开信息40条。", "二、存在的问题", "人手不足。"):
        document.add_paragraph(text)
    nights = [
        night(tmp_path / "a", 1, answer("1.html", page(link("P1.docx")))),
        night(tmp_path / "a", 2, file("P1.docx", word.saved(document), parent="1.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    (row,) = dataset.table("reports").to_dict("records")
    assert (row["status"], row["overview"]) == ("narrative_only", "全年公开信息40条。")


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    nights = [
        night(tmp_path / "a", 1, answer("1.html", page(link("P1.docx")))),
        night(tmp_path / "a", 2, file("P1.docx", b"PK\x03\x04word/document", parent="1.html")),
    ]
    dataset = in_both_orders(tmp_path, nights)
    row = the_report(dataset)
    assert row["status"] == "attachment_missing"
    table = dataset.table("findings")
    (message,) = table[table["report_id"] == row["report_id"]]["message"]
    assert message.startswith(f"{HOST}/P1.docx, which hangs on this page: ")


# --- saved files -------------------------------------------------------------------------


def test_a_saved_page_and_the_files_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    (folder / "page_files").mkdir(parents=True)
    (folder / "page.html").write_bytes(page(link("page_files/%E9%99%84%E4%BB%B6.docx")))
    (folder / "page_files" / "附件.docx").write_bytes(requests_file(4))
    extract([folder], tmp_path / "dataset")
    assert the_report(open_dataset(tmp_path / "dataset"))["total"] == 4
    (row,) = open_dataset(tmp_path / "dataset").table("reports").to_dict("records")
    assert row["source_path"] == "page_files/附件.docx"


def test_the_same_in_an_archive(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    with zipfile.ZipFile(tmp_path / "saved" / "a.zip", "w") as archive:
        for name in ("a", "b"):
            archive.writestr(f"{name}/page.html", page(link("1.docx")))
        archive.writestr("a/1.docx", requests_file(4))
    (tmp_path / "saved" / "1.docx").write_bytes(requests_file(5))
    extract([tmp_path / "saved"], tmp_path / "dataset")
    captures = open_dataset(tmp_path / "dataset").table("captures").set_index("source_path")
    assert captures["role"]["a.zip!/a/1.docx"] == "attachment"
    assert captures["role"]["1.docx"] == "report"


def test_a_manifest_names_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "page.html").write_bytes(page())
    (folder / "1.docx").write_bytes(requests_file(4))
    manifest = tmp_path / "m.csv"
    manifest.write_text("path,parent_path\nsaved/page.html,\nsaved/1.docx,saved/page.html\n")
    summary = extract([folder], tmp_path / "dataset", manifest=manifest)
    assert summary.issues == []
    assert the_report(open_dataset(tmp_path / "dataset"))["total"] == 4
