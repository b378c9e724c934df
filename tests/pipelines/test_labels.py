"""Labels as they are compared."""

from __future__ import annotations

import pytest

from pipelines.labels import money_unit, normalise


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("商业 企业", "商业企业"),
        ("商业\n企业", "商业企业"),
        ("自 然 人", "自然人"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
        ("(二)部分公开(区分处理的,只计这一情形", "部分公开"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("3、危及三安全一稳定", "危及三安全一稳定"),
        ("其中：1、政府网站公开数", "政府网站公开数"),
        ("①属于国家秘密", "属于国家秘密"),
        ("三、\u3000本年度办理结果", "本年度办理结果"),
        ("本年增／减", "本年增减"),
        ("上一年项目数量(指2019年事项数)", "上一年项目数量"),
        ("第二十条第（一）项", "第二十条第项"),
        ("2016年度", "2016年度"),
        ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", ""),
    ],
)
def test_words_of_a_label(printed: str, words: str) -> None:
    assert normalise(printed) == words


def test_ordinals_may_be_wrong_but_numbers_stay() -> None:
    assert normalise("9.重复申请") == normalise("2.重复申请") == "重复申请"
    assert normalise("1.5倍") == "15倍"


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("本年收费金额（单位：万元）", "万元"),
        ("采购总金额(元)", "元"),
        ("采购总金额", None),
        ("金额（元或万元）", None),
    ],
)
def test_a_unit_counts_only_where_it_is_the_only_one(printed: str, unit: str | None) -> None:
    assert money_unit(printed) == unit
