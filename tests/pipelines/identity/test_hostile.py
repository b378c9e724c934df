"""Whatever a page prints, an identity comes out, with every column and a lawful partition."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipelines.identity.helpers import report

COLUMNS = {
    "report_id",
    "agency_key",
    "agency_id",
    "agency_id_source",
    "agency_name",
    "region_code",
    "region_name",
    "region_path",
    "region_source",
    "current_region_code",
    "zone",
    "level",
    "system",
    "scope",
    "credit_code",
    "title",
    "published_on",
}
PIECES = st.one_of(
    st.sampled_from(
        ["沭阳县", "宿迁市", "江苏省", "和平区", "阿拉善", "吉林", "朝阳", "财政局", "管委会"]
    ),
    st.sampled_from(
        ["高新技术产业开发区", "新区", "人民政府", "办公室", "国家税务总局", "年度报告"]
    ),
    st.sampled_from(
        ["市", "区", "镇", "2022年", "2023", "政府信息公开", "关于", "《", "》", "(", "）"]
    ),
    st.sampled_from(["-", "_", "\u200b", "\u3000", "ﷺ", "①", "\n"]),
)
NAMES = st.lists(PIECES, max_size=9).map("".join)


@settings(max_examples=300, deadline=None)
@given(title=NAMES, publisher=NAMES, source=st.text(max_size=20), site=st.text(max_size=12))
def test_any_names(title: str, publisher: str, source: str, site: str) -> None:
    found = report(
        title + "2022年政府信息公开年度报告",
        printed={"发布机构": publisher},
        tags={"ContentSource": source, "SiteIDCode": site, "PubDate": source},
    )
    assert set(found.fields) == COLUMNS
    assert found.region % 10_000 == 0
    for column in ("report_id", "agency_key", "agency_id"):
        assert re.fullmatch("[0-9a-f]{16}", found.fields[column])
    code = found.fields["region_code"]
    assert found.region == (0 if code is None else int(code[:2]) * 10_000)
    assert (code is None) == (found.fields["region_source"] is None)
