"""Rows filled up to one length: a blank end is read where all columns add up, else refused."""

from __future__ import annotations

from pipelines.reading import Reading, read_blocks
from tests.grids import bars

HEADER = """
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | 申请人情况 | ||||||||
自然人 | 法人或其他组织 | 总计 | ||||
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |
"""
#: All lines of the form of 2019, each row ten cells long; all but five totals are blank.
ROWS = """
一、本年新收政府信息公开申请数量 | 9 | 3 | | 4 | 1 | 2 | 19 | | |
二、上年结转政府信息公开申请数量 | 1 | | 2 | | 1 | 1 | 5 | | |
三、本年度办理结果 | （一）予以公开 | 3 | | 1 | 2 | | 1 | | |
三、本年度办理结果 | （二）部分公开 | 1 | 2 | | | 1 | | | |
三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密 | | 1 | | 1 | | | |
三、本年度办理结果 | （三）不予公开 | 2.其他法律行政法规禁止公开 | 1 | | | | | | |
三、本年度办理结果 | （三）不予公开 | 3.危及“三安全一稳定” | | | | | | | |
三、本年度办理结果 | （三）不予公开 | 4.保护第三方合法权益 | | | | | | | |
三、本年度办理结果 | （三）不予公开 | 5.属于三类内部事务信息 | | | | | | | |
三、本年度办理结果 | （三）不予公开 | 6.属于四类过程性信息 | 1 | | 1 | | | | |
三、本年度办理结果 | （三）不予公开 | 7.属于行政执法案卷 | | | | | | | |
三、本年度办理结果 | （三）不予公开 | 8.属于行政查询事项 | | | | | | 1 | |
三、本年度办理结果 | （四）无法提供 | 1.本机关不掌握相关政府信息 | 2 | | | | 1 | | |
三、本年度办理结果 | （四）无法提供 | 2.没有现成信息需要另行制作 | | | | | | | |
三、本年度办理结果 | （四）无法提供 | 3.补正后申请内容仍不明确 | | | | | | | |
三、本年度办理结果 | （五）不予处理 | 1.信访举报投诉类申请 | | | | 1 | | | |
三、本年度办理结果 | （五）不予处理 | 2.重复申请 | | | | | | | |
三、本年度办理结果 | （五）不予处理 | 3.要求提供公开出版物 | | | | | | | |
三、本年度办理结果 | （五）不予处理 | 4.无正当理由大量反复申请 | | | | | | | |
三、本年度办理结果 | （五）不予处理 | 5.要求行政机关确认或重新出具已获取信息 | | | | | | | |
三、本年度办理结果 | （六）其他处理 | 1 | | | | | 1 | | |
三、本年度办理结果 | （七）总计 | 9 | 3 | 2 | 4 | 2 | 3 | 23 | |
四、结转下年度继续办理 | 1 | | | | | | 1 | | |
"""


def read(rows: str) -> Reading:
    return read_blocks([bars(HEADER + rows)], None)


def line(reading: Reading, item: str) -> list[object] | None:
    found = reading.tables.requests.get(item)
    return list(found.values.values()) if found is not None else None


def test_blank_totals_are_read_where_all_columns_add_up() -> None:
    reading = read(ROWS)
    assert len(reading.tables.requests) == 23
    assert line(reading, "disclosed") == [3, None, 1, 2, None, 1, None]
    assert line(reading, "unavailable_not_held") == [2, None, None, None, 1, None, None]
    assert line(reading, "outcome_total") == [9, 3, 2, 4, 2, 3, 23]


def test_where_a_row_lacks_a_value_no_blank_end_is_read() -> None:
    # The blank 商业企业 is gone, and the row filled up to its length again.
    reading = read(
        ROWS.replace("予以公开 | 3 | | 1 | 2 | | 1 | | |", "予以公开 | 3 | 1 | 2 | | 1 | | | |")
    )
    assert line(reading, "disclosed") is None
    assert line(reading, "disclosed_in_part") is None
    assert line(reading, "outcome_total") == [9, 3, 2, 4, 2, 3, 23]
    assert any("3 | 1 | 2" in (f.raw or "") for f in reading.findings if f.rule == "label.unknown")


def test_where_a_sum_cannot_be_judged_no_blank_end_is_read() -> None:
    gone = "三、本年度办理结果 | （五）不予处理 | 2.重复申请 | | | | | | | |\n"
    assert line(read(ROWS.replace(gone, "")), "disclosed") is None
