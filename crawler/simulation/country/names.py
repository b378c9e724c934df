"""Names of the country's agencies, and the titles of what they post."""

from __future__ import annotations

import random
from typing import Final

from crawler.simulation.country.divisions import below
from crawler.simulation.country.model import Division, Kind

#: Departments that publish on the site of their government.
ON_GOVERNMENT_SITE: Final = (
    "教育局",
    "财政局",
    "民政局",
    "水务局",
    "交通运输局",
    "住房和城乡建设局",
    "人力资源和社会保障局",
    "自然资源局",
)
#: Departments with a site of their own.
WITH_OWN_SITE: Final = (
    "公安局",
    "司法局",
    "商务局",
    "审计局",
    "统计局",
    "应急管理局",
    "退役军人事务局",
    "市场监督管理局",
    "生态环境局",
    "林业局",
    "农业农村局",
    "文化和旅游局",
    "卫生健康委员会",
    "医疗保障局",
    "国有资产监督管理委员会",
    "发展和改革委员会",
    "信访局",
    "体育局",
    "档案局",
    "科学技术局",
)
#: Departments that publish nothing before something changes.
LATE: Final = ("机关事务管理局", "大数据管理局", "行政审批服务局", "投资促进局", "乡村振兴局")
_TOWNS: Final = ("城关镇", "新华镇", "河东镇")
_TITLES: Final = (
    "{year}年{agency}政府信息公开工作年度报告",
    "{agency}{year}年政府信息公开年度报告",
    "{agency}{year}年度政府信息公开工作年度报告",
    "{agency}政府信息公开工作{year}年度报告",
    "{agency}{year}年政务公开工作年度报告",
    "{year}年{agency}信息公开年度报告",
)
_OTHERS: Final[dict[str, tuple[Kind, str]]] = {
    "notice": ("notice", "关于做好{year}年度政府信息公开工作年度报告编制工作的通知"),
    "plan": ("plan", "{agency}{year}年政务公开工作要点"),
    "infographic": ("infographic", "一图读懂：{agency}{year}年政府信息公开工作年度报告"),
    "summary": ("summary", "{agency}{year}年政府信息公开工作年度报告摘要"),
    "website": ("not_ogi", "{year}年{agency}网站工作年度报表"),
    "law": ("not_ogi", "{agency}{year}年法治政府建设年度报告"),
    "school": ("not_ogi", "{agency}{year}学年信息公开年度报告"),
    "company": ("not_ogi", "{agency}{year}年信息公开年度报告"),
}
OTHERS_OF_OWNER: Final = {
    "own": ("notice", "plan", "infographic", "summary", "website", "law"),
    "departments": ("notice", "school", "company"),
    "lower": ("notice",),
}


def government(division: Division) -> str:
    """Return the name of a government."""
    return f"{division.name}人民政府"


def lower_agencies(division: Division) -> list[str]:
    """Return who publishes below: a county on the site of its prefecture, towns on a county's."""
    county = below(division)
    if county is not None:
        return [government(county)]
    return [f"{division.name}{town}人民政府" for town in _TOWNS]


def report_title(agency: str, year: int, seed: int) -> str:
    """Return the title of a report, in one of the shapes that are usual."""
    rng = random.Random(f"{seed}/{agency}/{year}/title")
    return rng.choice(_TITLES).format(agency=agency, year=year)


def other_title(name: str, division: Division, agency: str, year: int) -> tuple[Kind, str, str]:
    """Return kind, agency and title of a post that is no report; ``name`` as in OTHERS_OF_OWNER."""
    kind, title = _OTHERS[name]
    agency = {
        "school": f"{division.name}职业技术学院",
        "company": f"{division.name}自来水有限公司",
    }.get(name, agency)
    return kind, agency, title.format(agency=agency, year=year)
