"""Several reports on one page."""

from __future__ import annotations

from pipelines.model import Block, Heading, Paragraph
from pipelines.reading import read_blocks
from pipelines.reading.split import split_reports
from tests.grids import grid
from tests.tables import disputes, proactive_2021, requests, requests_rows


def is_title(text: str) -> bool:
    return text.endswith("政府信息公开工作年度报告")


def tables() -> list[Block]:
    return [proactive_2021(["0"] * 10), requests({}), disputes(["0"] * 15)]


def test_one_report_is_the_rule() -> None:
    blocks: list[Block] = [
        Heading("沭阳县财政局2022年政府信息公开工作年度报告", 1),
        Paragraph("一、总体情况"),
        *tables(),
        Paragraph("六、其他需要报告的事项"),
    ]
    parts = split_reports(blocks, is_title)
    assert [part.blocks for part in parts] == [tuple(blocks)]


def test_a_title_before_tables_of_its_own_begins_a_report() -> None:
    first: list[Block] = [
        Paragraph("沭阳县财政局2021年政府信息公开工作年度报告"),
        *tables(),
        Paragraph("六、其他需要报告的事项"),
    ]
    second: list[Block] = [
        Paragraph("沭阳县财政局2022年政府信息公开工作年度报告"),
        Paragraph("一、总体情况"),
        *tables(),
    ]
    parts = split_reports([*first, *second], is_title)
    assert [part.blocks for part in parts] == [tuple(first), tuple(second)]
    assert [part.title for part in parts] == [
        "沭阳县财政局2021年政府信息公开工作年度报告",
        "沭阳县财政局2022年政府信息公开工作年度报告",
    ]


def test_a_title_in_a_list_of_links_begins_none() -> None:
    blocks: list[Block] = [
        *tables(),
        Paragraph("沭阳县财政局2021年政府信息公开工作年度报告"),
        Paragraph("沭阳县财政局2020年政府信息公开工作年度报告"),
    ]
    assert len(split_reports(blocks, is_title)) == 1


def test_the_same_lines_again_begin_a_report() -> None:
    parts = split_reports([*tables(), Paragraph("附件"), *tables()], is_title)
    assert len(parts) == 2


def test_a_table_split_in_two_is_one_report() -> None:
    whole = tables()
    assert len(split_reports([whole[1], Paragraph("续表"), whole[0], whole[2]], is_title)) == 1


def test_a_line_that_both_halves_of_a_table_print_makes_no_second_report() -> None:
    rows = requests_rows({"disclosed": ["5"] * 7})
    first, second = grid(*rows[:6]), grid(*rows[:3], *rows[5:])
    parts = split_reports([first, second], is_title)
    assert len(parts) == 1


def test_a_table_of_the_year_before_beside_its_own_begins_none() -> None:
    before = requests({"received_new": ["7", "0", "0", "0", "0", "0", "7"]})
    title = Paragraph("沭阳县财政局2022年政府信息公开工作年度报告")
    for extra in (
        [Paragraph("2021年"), before, *tables()],
        [*tables(), Paragraph("2021年"), before],
    ):
        assert len(split_reports([title, *extra], is_title)) == 1


def test_a_table_of_the_year_before_passes_for_no_year() -> None:
    now = ["9", "0", "0", "0", "0", "0", "9"]
    before = ["7", "0", "0", "0", "0", "0", "7"]
    blocks = [requests({"received_new": now}), requests({"received_new": before})]
    first, last, _ = tables()
    (part,) = split_reports([first, *blocks, last], is_title)
    tables_read = read_blocks(part.blocks, "x").tables
    assert tables_read.requests["received_new"].values["total"] is None
    assert ("cell.unreadable", "total") in {
        (finding.rule, finding.column) for finding in tables_read.findings
    }
