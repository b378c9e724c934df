"""Small documents and captures, written as an editor sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pipelines.identity import Identity, identify
from pipelines.model import Capture, Context, Document
from pipelines.reference import Portal, Reference

PAYLOAD = "5e" * 32


def _portal(key: str, name: str, level: str, code: str) -> Portal:
    host = f"{key}.example.gov.cn"
    return Portal(key, name, level, code, f"https://{host}/", (host,))


PORTALS = (
    _portal("t-shuyang", "沭阳县人民政府", "county", "321322"),
    _portal("t-suqian", "宿迁市人民政府", "prefecture", "321300"),
    _portal("t-hongze", "洪泽区人民政府", "county", "320813"),
    _portal("t-jiangsu", "江苏省人民政府", "province", "320000"),
    _portal("t-shenyang", "沈阳市人民政府", "prefecture", "210100"),
    _portal("t-neimenggu", "内蒙古自治区人民政府", "province", "150000"),
    _portal("t-fujian", "福建省人民政府", "province", "350000"),
    _portal("t-pingtan", "平潭综合实验区管委会", "zone", "350128"),
    _portal("t-tax", "国家税务总局", "central", "100000"),
    _portal("t-binhai", "滨海新区人民政府", "county", "120116"),
)

REFERENCE = Reference.load().with_portals(PORTALS)


def report(
    title: str | None = None,
    *,
    portal: str | None = None,
    url: str | None = None,
    titles: Sequence[tuple[str, str]] = (),
    printed: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
    body: Sequence[str] = (),
    period: int | None = None,
    list_title: str | None = None,
    list_date: dt.date | None = None,
    division_code: str | None = None,
    ordinal: int | None = None,
    reference: Reference = REFERENCE,
) -> Identity:
    """Identify a page whose h1 is ``title``."""
    document = Document(
        kind="html",
        method="markup",
        decoding=None,
        titles=((("h1", title),) if title else ()) + tuple(titles),
        metadata=dict(tags or {}),
        printed=tuple((printed or {}).items()),
    )
    context = Context(
        portal=portal, division_code=division_code, list_title=list_title, list_date=list_date
    )
    return identify(
        document,
        Capture(b"", PAYLOAD, url=url, context=context),
        period_year=period,
        body_names=body,
        reference=reference,
        ordinal=ordinal,
    )


def of_body(name: str, year: int = 2022, *, portal: str | None = None) -> Identity:
    """Identify a report whose title names a body and a year."""
    return report(f"{name}{year}年政府信息公开工作年度报告", portal=portal)


def rules(identity: Identity) -> list[str]:
    """Names of the rules that were broken."""
    return [finding.rule for finding in identity.findings]
