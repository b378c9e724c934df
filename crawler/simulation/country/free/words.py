"""What drawn portals are made of: texts of menus, names of folders, neighbours of the reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.model import Owner

#: Texts of the menu for a column of reports, by owner.
TEXTS: Final[dict[Owner, tuple[str, ...]]] = {
    "own": (
        "政府信息公开年报",
        "政府信息公开年度报告",
        "政府信息公开工作年度报告",
        "信息公开年报",
        "信息公开年度报告",
        "年度报告",
        "年报",
    ),
    "departments": (
        "部门信息公开年报",
        "部门政府信息公开年度报告",
        "各部门年度报告",
        "部门年报",
    ),
    "lower": (
        "县镇信息公开年报",
        "乡镇街道政府信息公开年度报告",
        "各区县年度报告",
        "乡镇年报",
    ),
}
#: Folders whose names tell what they hold.
TELLING: Final[dict[Owner, tuple[str, ...]]] = {
    "own": ("zfxxgknb", "xxgknb", "gknb", "zfxxgkndbg", "xxgkndbg", "zfxxgkgzndbg"),
    "departments": ("bmzfxxgknb", "bmxxgknb", "bmxxgkndbg", "bmgknb"),
    "lower": ("xzzfxxgknb", "xzxxgknb", "qxxxgkndbg", "xzgknb"),
}
#: Folders whose names tell little or nothing.
SILENT: Final[dict[Owner, tuple[str, ...]]] = {
    "own": ("nb", "ndbg", "c1045", "channel23"),
    "departments": ("bmnb", "bmndbg", "c1046", "channel24"),
    "lower": ("xznb", "xzndbg", "c1047", "channel25"),
}
#: Channels between the home page and the columns, outermost first: folder and text.
CHANNELS: Final = (
    (("zwgk", "政务公开"), ("xxgk", "信息公开"), ("gk", "公开")),
    (("zfxxgk", "政府信息公开"), ("xxgkzl", "政府信息公开专栏"), ("gkml", "信息公开目录")),
    (("fdzdgknr", "法定主动公开内容"), ("zdgk", "主动公开"), ("qtfdxx", "其他法定信息")),
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A column beside those of the reports: folder, text, titles by year, and what it says."""

    folder: str
    text: str
    title: str
    says: str


NEIGHBOURS: Final = (
    Neighbour(
        "wzndbb",
        "政府网站工作年度报表",
        "{year}年{name}网站工作年度报表",
        "网站独立用户访问总量、信息发布总数和办理回复情况见下。",
    ),
    Neighbour(
        "fzzfndbg",
        "法治政府建设年度报告",
        "{name}{year}年法治政府建设年度报告",
        "一、推进法治政府建设的主要举措和成效。二、存在的不足和原因。",
    ),
    Neighbour(
        "zfgzbg",
        "政府工作报告",
        "{year}年{name}政府工作报告",
        "各位代表：现在，我代表人民政府向大会报告工作，请予审议。",
    ),
    Neighbour(
        "czjs",
        "财政决算",
        "{name}{year}年度部门决算公开",
        "第一部分 概况。第二部分 决算情况说明。第三部分 名词解释。",
    ),
    Neighbour(
        "jhgh",
        "规划计划",
        "{name}{year}年工作要点",
        "为做好全年工作，制定本工作要点。",
    ),
)
#: Channels that have nothing to do with it.
OTHER_CHANNELS: Final = (("xwzx", "新闻中心"), ("bsfw", "办事服务"), ("zmhd", "政民互动"))
NEWS: Final = (
    "召开常务会议",
    "开展安全生产检查",
    "调研重点项目建设",
    "举行新闻发布会",
    "部署防汛工作",
)
