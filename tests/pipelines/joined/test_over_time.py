"""A page and what hangs on it are one report, whatever night or file each was captured in."""

from __future__ import annotations

from pathlib import Path

from pipelines import open_dataset
from pipelines.engine import extract
from tests.pipelines.dataset.builder import contents
from tests.pipelines.joined.nights import (
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
