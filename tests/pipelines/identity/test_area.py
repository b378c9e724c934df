"""Areas: registry row, credit code, SiteIDCode, host; the first valid one decides."""

from __future__ import annotations

from typing import Any

from pipelines.identity.credit import is_credit_code
from tests.pipelines.identity.helpers import report, rules

#: A body without a place in its name, so that only areas can tell.
TITLE = "水务局2022年政府信息公开工作年度报告"

#: 沭阳 321322, 泗阳 321323, 泗洪 321324, 宿迁 321300.
SHUYANG_CREDIT = "11321322014319434A"
SITE = {"SiteIDCode": "3213240001"}
URL = "https://t-suqian.example.gov.cn/a.html"


def where(**more: Any) -> tuple[str | None, str | None]:
    fields = report(TITLE, **more).fields
    return fields["region_code"], fields["region_source"]


def check_character(first: str) -> str:
    """GB 32100-2015, written out: the sum of values times 3**i modulo 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    total = sum(alphabet.index(char) * weight for char, weight in zip(first, weights, strict=True))
    return alphabet[(31 - total % 31) % 31]


CREDIT = SHUYANG_CREDIT[:-1] + check_character(SHUYANG_CREDIT[:-1])


def test_a_real_credit_code() -> None:
    # 国务院办公厅's sibling in every textbook: 91350100M000100Y43 is the example of the standard.
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")
    assert not is_credit_code("91350100M000100Y4")
    assert not is_credit_code("9135010OM000100Y43")


def test_each_area_gives_way_to_the_one_before_it() -> None:
    printed = {"统一社会信用代码": CREDIT}
    every = {"portal": "t-jiangsu", "printed": printed, "tags": SITE, "url": URL}
    assert where(**every) == ("320000", "registry")
    assert where(printed=printed, tags=SITE, url=URL) == ("321322", "credit_code")
    assert where(tags=SITE, url=URL) == ("321324", "site_id_code")
    assert where(url=URL) == ("321300", "host")
    assert where() == (None, None)


def test_the_registry_row_decides_over_the_code_that_was_archived() -> None:
    assert where(portal="t-suqian", division_code="321322") == ("321300", "registry")
    assert where(portal="no-longer-there", division_code="321322") == ("321322", "registry")


def test_a_credit_code_may_begin_an_index_number() -> None:
    assert where(printed={"索引号：": f"{CREDIT}/2023-00012"}) == ("321322", "credit_code")
    assert where(printed={"索引号": f"{CREDIT}202300012"}) == ("321322", "credit_code")
    assert where(printed={"联系电话": CREDIT}) == (None, None)


def test_a_credit_code_counts_only_with_its_check_character() -> None:
    wrong = CREDIT[:-1] + ("0" if CREDIT[-1] != "0" else "1")
    found = report(TITLE, printed={"统一社会信用代码": wrong})
    assert (found.fields["credit_code"], found.fields["region_code"]) == (None, None)
    right = report(TITLE, printed={"统一社会信用代码": CREDIT})
    assert right.fields["credit_code"] == CREDIT


def test_a_site_id_code_must_have_been_in_use() -> None:
    # 新津县 510132 became 新津区 510118 in 2020.
    stale = {"SiteIDCode": "5101320001"}
    by_year = {
        year: report(f"水务局{year}年政府信息公开工作年度报告", tags=stale).fields["region_code"]
        for year in (2019, 2020, 2021)
    }
    assert by_year == {2019: "510132", 2020: "510118", 2021: None}


def test_a_code_in_use_when_the_report_was_published_is_valid() -> None:
    # 洪泽县 320829 became 洪泽区 320813 in 2016; the report is on 2014.
    title = "水务局2014年政府信息公开工作年度报告"
    tags = {"SiteIDCode": "3208130001"}
    assert report(title, tags=tags).fields["region_code"] is None
    late = report(title, tags=tags | {"PubDate": "2017-03-01"})
    assert late.fields["region_code"] == "320829"


def test_a_ministry_is_central() -> None:
    assert where(tags={"SiteIDCode": "bm01000001"}) == ("100000", "site_id_code")
    assert where(tags={"SiteIDCode": "xx01000001"}) == (None, None)


def test_the_registry_code_stands_for_the_division_in_every_year() -> None:
    before = report("财政局2012年政府信息公开工作年度报告", portal="t-hongze")
    after = report("财政局2022年政府信息公开工作年度报告", portal="t-hongze")
    assert (before.fields["region_code"], before.fields["region_name"]) == ("320829", "洪泽县")
    assert (after.fields["region_code"], after.fields["region_name"]) == ("320813", "洪泽区")
    assert before.fields["region_path"] == "江苏省/淮安市/洪泽县"
    assert before.fields["current_region_code"] == "320813"


def test_a_registry_code_younger_than_the_report_and_made_of_several_is_no_area() -> None:
    # 滨海新区 120116 was put together in 2009 out of 塘沽, 汉沽 and 大港.
    assert report("财政局2007年政府信息公开年报", portal="t-binhai").fields["region_code"] is None
    found = report("财政局2010年政府信息公开年报", portal="t-binhai")
    assert found.fields["region_code"] == "120116"
    assert rules(found) == []
