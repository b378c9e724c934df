"""Where the simulated reports come from: four portals, their divisions, agencies and reports.

Names of divisions are real, since a reader must resolve them; every figure is invented. The
reports are planned line by line, so that each form, flaw and manner of title is there for sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from crawler.simulation.forms import Form

Family = Literal["trs", "hanweb", "ucap", "generic"]

#: Made-up domain of the portals; a name under .gov.cn is trusted by every reader.
DOMAIN: Final = "gongkai-demo.gov.cn"


@dataclass(frozen=True, slots=True)
class Division:
    """A division as it was in the reporting year, and the code of that area today."""

    code: str
    name: str
    path: str
    current_code: str

    @property
    def region(self) -> int:
        """Partition: the code of its province."""
        return int(self.code[:2]) * 10_000


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that reports, as the dataset must name and class it.

    ``zone``: the zone it belongs to. ``may_make_rules``: whether the law lets it make 规章.
    """

    name: str
    division: Division
    level: str
    system: str = "local"
    scope: str = "agency"
    zone: str | None = None
    may_make_rules: bool = False


TitleStyle = Literal[
    "year_first", "year_inside", "year_twice", "work_year", "overlap", "no_year", "division", "tail"
]


@dataclass(frozen=True, slots=True)
class Plan:
    """One report to be published: whose, for which year, on which form, with which flaws.

    ``prose``: what the narrative counts (``none``, ``received``, ``full``), or which count it
    gets wrong (``wrong_received``, ``wrong_carried_out``). ``fee``: 信息处理费 in yuan as
    stated in section six, null where it is not mentioned. ``oddity``: how the page is reached
    or what hangs on it (``redirect``, ``busy``, ``pdf``, ``pictures``).
    """

    agency: str
    year: int
    form: Form
    plants: tuple[str, ...] = ()
    title: TitleStyle = "year_first"
    prose: str = "received"
    fee: int | None = None
    single_other: bool = False
    oddity: str | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """A list entry that is no report. ``role``: ``no_report`` or ``not_ogi`` if it is asked.

    ``heading`` is the title on the page itself, where the list promises something else.
    """

    title: str
    year: int
    role: str
    paragraphs: tuple[str, ...]
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One portal: its family, address, home division, agencies, reports and other entries.

    ``procurement``: how 采购总金额 names its unit (``header``, ``cell``). ``digits``: how
    numbers are written (``plain``, ``separators`` for 1,234, ``full_width`` in the 2014 form).
    """

    key: str
    name: str
    family: Family
    level: str
    division: Division
    charset: str
    column: str
    procurement: str
    digits: str
    agencies: dict[str, Agency]
    plans: tuple[Plan, ...]
    others: tuple[Other, ...]

    @property
    def host(self) -> str:
        """Host name without port."""
        return f"{self.key}.{DOMAIN}"


FILES_HOST: Final = f"files.{DOMAIN}"

_WUHAI = Division("150300", "乌海市", "内蒙古自治区/乌海市", "150300")
_HAIBOWAN = Division("150302", "海勃湾区", "内蒙古自治区/乌海市/海勃湾区", "150302")
_FENGXIAN = Division("310120", "奉贤区", "上海市/奉贤区", "310120")
_HONGZE_COUNTY = Division("320829", "洪泽县", "江苏省/淮安市/洪泽县", "320813")
_HONGZE = Division("320813", "洪泽区", "江苏省/淮安市/洪泽区", "320813")
_DUNHUANG = Division("620982", "敦煌市", "甘肃省/酒泉市/敦煌市", "620982")

_NOTICE = (
    "各有关单位：",
    "根据《中华人民共和国政府信息公开条例》有关规定，现就年度报告编制工作通知如下。",
    "一、高度重视，按照统一格式认真编制。二、严格审核，确保内容真实准确。",
    "三、按时报送，并在本单位门户网站专栏集中发布。",
)


def _notice(year: int) -> Other:
    title = f"关于做好{year}年度政府信息公开工作年度报告编制工作的通知"
    return Other(title, year, "no_report", _NOTICE)


_TRS = Place(
    key="trs",
    name="乌海市人民政府",
    family="trs",
    level="prefecture",
    division=_WUHAI,
    charset="utf-8",
    column="/zfxxgk/zfxxgknb/index.html",
    procurement="cell",
    digits="plain",
    agencies={
        "government": Agency(
            "乌海市人民政府", _WUHAI, "prefecture", scope="government", may_make_rules=True
        ),
        "education": Agency("乌海市教育局", _WUHAI, "prefecture"),
        "district": Agency("海勃湾区人民政府", _HAIBOWAN, "county", scope="government"),
        "zone": Agency(
            "乌海高新技术产业开发区管理委员会",
            _WUHAI,
            "zone",
            zone="乌海高新技术产业开发区",
        ),
        "tax": Agency("国家税务总局乌海市税务局", _WUHAI, "prefecture", system="vertical"),
    },
    plans=(
        Plan("government", 2015, "2014", ("received_sum",)),
        Plan("government", 2016, "2014", title="work_year"),
        Plan("education", 2017, "2014", ("statistics_fillers",), "year_inside", prose="none"),
        Plan("district", 2018, "2014", title="year_inside"),
        Plan("tax", 2018, "2014", ("closed_sum",), "year_twice"),
        Plan("government", 2019, "2019", prose="full"),
        Plan("district", 2019, "2019", ("blank_detail_totals",), "year_inside"),
        Plan("education", 2020, "2019", ("no_change",), "year_inside"),
        Plan("zone", 2020, "2019", title="year_twice", prose="none"),
        Plan("zone", 2021, "2019", ("slash_zeros",), "year_twice"),
        Plan("government", 2022, "2021", ("balance",), prose="full"),
        Plan("education", 2022, "2021", (), "year_inside", "wrong_received", oddity="pdf"),
        Plan("district", 2023, "2021", (), "work_year", "full"),
        Plan("zone", 2024, "2021", ("merged_number",), "year_twice"),
        Plan("tax", 2021, "2021", ("blank_zeros",), "year_first", fee=0),
    ),
    others=(
        _notice(2023),
        Other(
            "一图读懂：乌海市2023年政府信息公开工作年度报告",
            2023,
            "no_report",
            ("一图读懂2023年度政府信息公开工作，详见图片。",),
        ),
        Other(
            "2022年乌海市人民政府网站工作年度报表",
            2022,
            "not_ogi",
            ("政府网站名称：乌海市人民政府门户网站。独立用户访问总量、信息发布总数等见报表。",),
        ),
    ),
)

_HANWEB = Place(
    key="hanweb",
    name="上海市奉贤区人民政府",
    family="hanweb",
    level="county",
    division=_FENGXIAN,
    charset="gbk-late",
    column="/col/col4127/index.html",
    procurement="header",
    digits="separators",
    agencies={
        "government": Agency("上海市奉贤区人民政府", _FENGXIAN, "county", scope="government"),
        "education": Agency("奉贤区教育局", _FENGXIAN, "county"),
        "town": Agency("奉贤区南桥镇人民政府", _FENGXIAN, "township"),
        "street": Agency("奉贤区西渡街道办事处", _FENGXIAN, "township"),
        "tax": Agency("国家税务总局上海市奉贤区税务局", _FENGXIAN, "county", system="vertical"),
    },
    plans=(
        Plan("government", 2016, "2014", ("replies_sum",), "year_inside"),
        Plan("government", 2018, "2014"),
        Plan("education", 2015, "2014", ("reconsideration_parts",), "year_inside"),
        Plan("town", 2017, "2014", title="overlap"),
        Plan("tax", 2018, "2014", ("budget_with_unit",), "year_inside", "none"),
        Plan("government", 2019, "2019", ("row_total",), prose="received"),
        Plan("education", 2020, "2019", ("procurement_in_yuan", "no_change"), "work_year"),
        Plan("town", 2019, "2019", title="overlap", prose="full"),
        Plan("street", 2020, "2019", ("none_zeros",), "year_inside"),
        Plan("tax", 2020, "2019", title="no_year"),
        Plan("government", 2021, "2021", ("rules_without_power",), prose="full", fee=1200),
        Plan("government", 2023, "2021", ("outcome_sum",), oddity="pictures"),
        Plan("education", 2022, "2021", title="year_inside", prose="full"),
        Plan("town", 2024, "2021", ("blank_every_other_zero",), "year_inside"),
        Plan("street", 2021, "2021", title="year_twice", single_other=True, prose="full"),
    ),
    others=(
        _notice(2020),
        Other(
            "奉贤区2021年法治政府建设年度报告",
            2021,
            "not_ogi",
            ("2021年，奉贤区坚持以习近平法治思想为指导，扎实推进法治政府建设各项工作。",),
        ),
    ),
)

_UCAP = Place(
    key="ucap",
    name="淮安市洪泽区人民政府",
    family="ucap",
    level="county",
    division=_HONGZE,
    charset="utf-8",
    column="/hongze/xxgknb/xxgknb.shtml",
    procurement="header",
    digits="plain",
    agencies={
        "county_government": Agency("洪泽县人民政府", _HONGZE_COUNTY, "county", scope="government"),
        "county_finance": Agency("洪泽县财政局", _HONGZE_COUNTY, "county"),
        "government": Agency("洪泽区人民政府", _HONGZE, "county", scope="government"),
        "finance": Agency("洪泽区财政局", _HONGZE, "county"),
        "street": Agency("洪泽区高良涧街道办事处", _HONGZE, "township"),
        "zone": Agency("洪泽经济开发区管理委员会", _HONGZE, "zone", zone="洪泽经济开发区"),
        "tax": Agency("国家税务总局淮安市洪泽区税务局", _HONGZE, "county", system="vertical"),
    },
    plans=(
        Plan("county_government", 2015, "2014"),
        Plan("county_finance", 2015, "2014", title="year_inside"),
        Plan("government", 2016, "2014", ("withheld_sum",), "year_inside"),
        Plan("finance", 2017, "2014", ("litigation_parts",), "year_inside"),
        Plan("street", 2018, "2014", ("statistics_fillers",), "year_twice"),
        Plan("government", 2019, "2019", prose="full"),
        Plan("finance", 2020, "2019", ("disputes_total", "rules_without_power"), "work_year"),
        Plan("street", 2019, "2019", ("blank_a_number",), "year_inside"),
        Plan("zone", 2020, "2019", ("dash_zeros",), "year_inside"),
        Plan("tax", 2019, "2019", ("signs_in_words",), prose="none"),
        Plan(
            "government", 2022, "2021", (), "year_first", "wrong_carried_out", fee=0, oddity="busy"
        ),
        Plan("finance", 2023, "2021", ("slash_row",), "year_inside"),
        Plan("street", 2021, "2021", ("fee_with_unit",), "year_twice", prose="full"),
        Plan("zone", 2022, "2021", title="year_inside", prose="none"),
        Plan("tax", 2023, "2021", ("disputes_total",)),
    ),
    others=(
        _notice(2021),
        Other(
            "洪泽区教育体育局2020年政府信息公开工作年度报告",
            2020,
            "no_report",
            (
                "因网站栏目调整，相关内容已迁移，请点击页面上方导航栏查阅。",
                "给您带来不便，敬请谅解。",
            ),
            "关于网站栏目调整的公告",
        ),
    ),
)

_GENERIC = Place(
    key="generic",
    name="敦煌市人民政府",
    family="generic",
    level="county",
    division=_DUNHUANG,
    charset="gb2312",
    column="/zwgk/gknb/list.html",
    procurement="header",
    digits="full_width",
    agencies={
        "government": Agency("敦煌市人民政府", _DUNHUANG, "county", scope="government"),
        "water": Agency("敦煌市水务局", _DUNHUANG, "county"),
        "town": Agency("敦煌市莫高镇人民政府", _DUNHUANG, "township"),
        "survey": Agency("国家统计局敦煌调查队", _DUNHUANG, "county", system="vertical"),
        "culture": Agency("敦煌市文化体育广电和旅游局", _DUNHUANG, "county"),
    },
    plans=(
        Plan("government", 2017, "2014", ("staff_sum",)),
        Plan("government", 2018, "2014", title="division"),
        Plan("water", 2015, "2014", title="year_inside", oddity="redirect"),
        Plan("town", 2016, "2014", title="year_inside"),
        Plan("survey", 2018, "2014", title="year_twice", prose="none"),
        Plan("government", 2020, "2019", ("procurement_without_unit",), prose="full"),
        Plan("water", 2019, "2019", (), "year_inside", "wrong_received"),
        Plan("town", 2020, "2019", title="overlap", prose="none"),
        Plan("survey", 2019, "2019", ("unreadable",), "year_twice"),
        Plan("culture", 2019, "2019", ("blank_zeros",), "year_inside"),
        Plan("government", 2023, "2021", ("row_total", "disputes_total"), "work_year"),
        Plan("water", 2022, "2021", title="tail", prose="full"),
        Plan("town", 2021, "2021", ("dash_zeros",), "year_inside"),
        Plan("survey", 2023, "2021", ("balance",), "year_twice"),
        Plan("culture", 2024, "2021", title="year_inside", fee=350),
    ),
    others=(
        _notice(2018),
        Other(
            "敦煌市人民政府门户网站2019年政府网站工作年度报表",
            2019,
            "not_ogi",
            ("网站名称：敦煌市人民政府门户网站。年度访问总量、信息更新量等见报表。",),
        ),
    ),
)

PLACES: Final = (_TRS, _HANWEB, _UCAP, _GENERIC)


def title_of(agency: Agency, plan: Plan) -> str:
    """Title as printed, in the manner that the plan names."""
    name, year = agency.name, plan.year
    return {
        "year_first": f"{year}年{name}政府信息公开工作年度报告",
        "year_inside": f"{name}{year}年政府信息公开年度报告",
        "year_twice": f"{name}{year}年度政府信息公开工作年度报告",
        "work_year": f"{name}政府信息公开工作{year}年度报告",
        "overlap": f"{year}年{name}信息公开年度报告",
        "no_year": f"{name}政府信息公开工作年度报告",
        "division": f"{year}年{agency.division.name}政府信息公开工作年度报告",
        "tail": f"{name.removeprefix(agency.division.name)}{year}年政府信息公开年度报告",
    }[plan.title]
