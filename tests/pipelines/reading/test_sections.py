"""The prose by heading, the period of statistics, the name in the opening paragraph."""

from __future__ import annotations

import pytest

from pipelines.model import Block, Heading, Paragraph
from pipelines.reading.sections import (
    Section,
    body_names,
    kind_of_heading,
    narrative_of,
    period_year,
    sections_of,
)
from tests.grids import grid

TITLE = "沭阳县财政局2022年政府信息公开工作年度报告"


def test_sections_as_printed_tables_left_out() -> None:
    blocks: list[Block] = [
        Heading(TITLE, 1),
        Paragraph("本报告由沭阳县财政局编制。"),
        Paragraph("一、总体情况"),
        Paragraph("全年公开信息40条。"),
        Paragraph("（一）主动公开。"),
        Paragraph("二、主动公开政府信息情况"),
        grid(["规章", "0"]),
        Heading("三、收到和处理政府信息公开申请情况", 2),
        Paragraph("五、存在的主要问题及改进情况"),
        Paragraph("人手不足。"),
    ]
    assert sections_of(blocks, TITLE) == [
        Section("", "本报告由沭阳县财政局编制。"),
        Section("一、总体情况", "全年公开信息40条。\n（一）主动公开。"),
        Section("二、主动公开政府信息情况", ""),
        Section("三、收到和处理政府信息公开申请情况", ""),
        Section("五、存在的主要问题及改进情况", "人手不足。"),
    ]


def test_a_sentence_that_begins_with_an_ordinal_is_no_heading() -> None:
    sections = sections_of([Paragraph("一、加强领导。我局成立了领导小组，明确了责任。")], None)
    assert [section.heading for section in sections] == [""]


def test_heading_and_text_in_one_paragraph() -> None:
    sections = sections_of([Paragraph("六、其他需要报告的事项 无。")], None)
    assert sections == [Section("六、其他需要报告的事项", "无。")]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("一、总体情况", "overview"),
        ("四、总体情况", "overview"),
        ("一、概述", "overview"),
        ("五、存在的主要问题及整改措施", "problems"),
        ("六、其他需要报告的事项", "other_matters"),
        ("三、收到和处理政府信息公开申请情况", None),
        ("二、主动公开政府信息情况", None),
    ],
)
def test_a_narrative_is_known_by_its_heading_never_by_its_ordinal(
    heading: str, kind: str | None
) -> None:
    assert kind_of_heading(heading) == kind


def test_narrative_of_a_kind_or_null() -> None:
    sections = [Section("一、总体情况", "平稳。"), Section("六、其他需要报告的事项", "无。")]
    assert narrative_of(sections, "overview") == "平稳。"
    assert narrative_of(sections, "problems") is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("所列数据统计期限为2022年1月1日至2022年12月31日。", 2022),
        ("统计期限从2019年1月1日到12月31日止。", 2019),
        ("统计期限自2023年1月1日起至12月31日止", 2023),
        ("统计 时限 为20 23年1月1日至20 23年12月31日。", 2023),
        ("统计期限为2021年1月1日至2022年12月31日。", None),
        ("统计期限为2022年01月01日至2022年12月31日。", 2022),
        ("所列数据统计期限为2022年1月至12月。", 2022),
        ("所列数据统计期限为2022年1月至12月15日。", None),
        ("数据统计期限：2022.1.1—2022.12.31。", 2022),
        ("统计期限为2022-01-01至2022-12-31。", 2022),
        ("统计期限为2022/1/1～2022/6/30。", None),
        ("统计期限为2021.1.1-2022.12.31。", None),
        ("所列数据统计时限为20221月1日至202212月31日。", 2022),
        ("2022年1月1日起施行。", None),
        ("统计期限为2022年1月1日至2022年6月30日。", None),
    ],
)
def test_period_of_statistics(text: str, year: int | None) -> None:
    assert period_year([Section("", text)]) == year


def test_names_in_the_opening_paragraph() -> None:
    text = "全文包括阿拉善高新区市政中心政府信息公开总体情况，主动公开政府信息情况。"
    assert body_names([Section("", text)]) == ("阿拉善高新区市政中心",)
    assert body_names([Section("一、总体情况", text)]) == ("阿拉善高新区市政中心",)
    assert body_names([]) == ()


def test_the_body_may_open_a_paragraph_of_its_own() -> None:
    law = "《中华人民共和国政府信息公开条例》"
    text = f"本报告分六部分。\n沭阳县水利局根据{law}编制本报告。"
    assert body_names([Section("", text)]) == ("沭阳县水利局",)
    assert body_names([Section("", f"本年度报告根据{law}编制。")]) == ()
    assert body_names([Section("", f"各乡镇、县政府各部门按照{law}要求报送。")]) == ()
