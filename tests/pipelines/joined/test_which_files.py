"""Which files belong to a page, and how: links, frames, archives, saved files, manifests."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from pipelines import open_dataset
from pipelines.engine import extract
from tests.pipelines.joined.nights import (
    FOREIGN,
    findings,
    in_both_orders,
    night,
    reports,
    roles,
    the_report,
)
from tests.pipelines.joined_pages import (
    HOST,
    TITLE,
    answer,
    disputes_file,
    file,
    link,
    page,
    requests_file,
)

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
