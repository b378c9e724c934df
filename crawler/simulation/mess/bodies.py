"""Bodies that report: real divisions, and agencies of each level named as their kind is named.

The divisions are facts of GB/T 2260 kept in ``divisions.csv`` beside this file, with their code,
the names from the province down, the years in which the code was in use, and whether the name
(or the name without 省 市 县 区 盟 旗 州) was borne by no other division.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("divisions.csv")
_SUFFIXES: Final = ("自治区", "地区", "省", "市", "县", "区", "盟", "旗", "州")
_GOVERNMENT: Final = "人民政府"
_CENTRAL_CODE: Final = "100000"


@dataclass(frozen=True, slots=True)
class MessDivision:
    """One division: code, name, names from the province down, level, first and last year."""

    code: str
    name: str
    path: tuple[str, ...]
    level: str
    first: int
    last: int
    stem_alone: bool
    name_alone: bool

    @property
    def stem(self) -> str:
        """The name without the word for its kind: 乌海 of 乌海市."""
        for suffix in _SUFFIXES:
            if self.name.endswith(suffix):
                return self.name.removesuffix(suffix)
        return self.name

    @property
    def full_name(self) -> str:
        """The name with its parent's before it: 淮安市洪泽区."""
        return "".join(self.path[-2:])


@dataclass(frozen=True, slots=True)
class Body:
    """A body that reports: its name as printed, and what the dataset must say of it.

    ``place`` is the name of the division as it stands in ``name`` (empty where it does not
    begin with it). ``site_code`` are the six digits of the portal that hosts it, or ``bm``
    for the central ones.
    """

    name: str
    place: str
    region_code: str
    level: str
    scope: str
    site_code: str

    @property
    def is_government(self) -> bool:
        """Whether it is a 人民政府 of county level or above."""
        return self.scope == "government"


@cache
def divisions() -> tuple[MessDivision, ...]:
    """All divisions of the file, in its order."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            MessDivision(
                row["code"],
                row["name"],
                tuple(row["path"].split("/")),
                row["level"],
                int(row["first"]),
                int(row["last"]),
                row["stem_alone"] == "yes",
                row["name_alone"] == "yes",
            )
            for row in csv.DictReader(lines)
        )


#: Departments by the years in which bodies of this name existed everywhere.
_DEPARTMENTS: Final = (
    ("财政", 2008, 2024),
    ("教育", 2008, 2024),
    ("民政", 2008, 2024),
    ("司法", 2008, 2024),
    ("审计", 2008, 2024),
    ("统计", 2008, 2024),
    ("水利", 2008, 2024),
    ("公安", 2008, 2024),
    ("林业", 2008, 2018),
    ("农业", 2008, 2018),
    ("国土资源", 2008, 2018),
    ("环境保护", 2008, 2018),
    ("交通运输", 2010, 2024),
    ("人力资源和社会保障", 2010, 2024),
    ("住房和城乡建设", 2010, 2024),
    ("市场监督管理", 2019, 2024),
    ("自然资源", 2019, 2024),
    ("应急管理", 2019, 2024),
    ("农业农村", 2019, 2024),
    ("退役军人事务", 2019, 2024),
    ("文化和旅游", 2019, 2024),
    ("医疗保障", 2019, 2024),
)
_LOCAL_BUREAUS: Final = (
    "发展和改革局",
    "商务局",
    "信访局",
    "城市管理局",
    "科学技术局",
    "工业和信息化局",
    "民族宗教事务局",
    "人民政府办公室",
    "供销合作社",
)
_TOWNSHIPS: Final = (
    "城关镇人民政府",
    "太平镇人民政府",
    "河口镇人民政府",
    "石桥镇人民政府",
    "双桥乡人民政府",
    "马家沟乡人民政府",
    "永安镇人民政府",
    "龙泉街道办事处",
    "和平街道办事处",
    "建设路街道办事处",
    "兴隆镇人民政府",
    "杨柳镇人民政府",
)
_ZONES: Final = ("经济开发区", "高新技术产业开发区", "工业园区", "经济技术开发区")
_ZONE_BODIES: Final = ("管理委员会", "管理委员会", "管理委员会", "财政局")
_CENTRAL: Final = (
    "教育部",
    "财政部",
    "水利部",
    "商务部",
    "审计署",
    "交通运输部",
    "国家统计局",
    "国家税务总局",
    "中国气象局",
)


def draw_body(rng: random.Random, year: int) -> Body:
    """Draw a body that existed in ``year``."""
    kinds = (_government, _department, _department, _township, _zone, _vertical)
    draw = _central if rng.random() < _SHARE_CENTRAL else rng.choice(kinds)
    return draw(rng, year)


_SHARE_CENTRAL: Final = 0.02
_LEVEL_SHARES: Final = (("province", 0.15), ("prefecture", 0.4), ("county", 1.0))


def _division(rng: random.Random, year: int, *levels: str, stem: bool = False) -> MessDivision:
    wanted = levels or (_level(rng),)
    return rng.choice(
        [
            division
            for division in divisions()
            if division.level in wanted
            and division.first <= year <= division.last
            and (division.stem_alone or not stem)
        ]
    )


def _level(rng: random.Random) -> str:
    share = rng.random()
    return next(level for level, upto in _LEVEL_SHARES if share < upto)


def _place(rng: random.Random, division: MessDivision) -> str:
    """Return the division's name as a body's name begins: with its parent's or without."""
    if division.level != "county":
        return division.name
    if not division.name_alone:
        return division.full_name
    return division.full_name if rng.random() < _SHARE_FULL_NAMES else division.name


_SHARE_FULL_NAMES: Final = 0.3


def _body(division: MessDivision, place: str, rest: str, *, level: str | None = None) -> Body:
    scope = "government" if rest == _GOVERNMENT else "agency"
    return Body(place + rest, place, division.code, level or division.level, scope, division.code)


def _government(rng: random.Random, year: int) -> Body:
    division = _division(rng, year)
    return _body(division, _place(rng, division), _GOVERNMENT)


def _department(rng: random.Random, year: int) -> Body:
    division = _division(rng, year)
    names = [name for name, first, last in _DEPARTMENTS if first <= year <= last]
    if division.level == "province" and not division.name.endswith("市"):
        return _body(division, division.name, f"{rng.choice(names)}厅")
    local = [f"{name}局" for name in names]
    return _body(division, _place(rng, division), rng.choice([*local, *_LOCAL_BUREAUS]))


def _township(rng: random.Random, year: int) -> Body:
    division = _division(rng, year, "county")
    return _body(division, _place(rng, division), rng.choice(_TOWNSHIPS), level="township")


def _zone(rng: random.Random, year: int) -> Body:
    division = _division(rng, year, "prefecture", "county")
    by_stem = division.stem_alone and rng.random() < _SHARE_FULL_NAMES
    place = division.stem if by_stem else _place(rng, division)
    rest = rng.choice(_ZONES) + rng.choice(_ZONE_BODIES)
    return _body(division, place, rest, level="zone")


def _vertical(rng: random.Random, year: int) -> Body:
    division = _division(rng, year, "prefecture", "county", stem=True)
    place = _place(rng, division)
    names = [f"{place}气象局", f"国家统计局{division.stem}调查队"]
    names.append(f"国家税务总局{place}税务局" if year >= _TAX_MERGED else f"{place}国家税务局")
    name = rng.choice(names)
    begins = place if name.startswith(place) else ""
    return Body(name, begins, division.code, division.level, "agency", division.code)


#: 国税 and 地税 were merged in the summer of this year.
_TAX_MERGED: Final = 2018


def _central(rng: random.Random, _year: int) -> Body:
    return Body(rng.choice(_CENTRAL), "", _CENTRAL_CODE, "central", "agency", "bm")


def neighbour(rng: random.Random, region_code: str, year: int) -> Body | None:
    """Draw another body of the same division; null where the division is none of the file."""
    for division in divisions():
        if division.code == region_code and division.first <= year <= division.last:
            names = [name for name, first, last in _DEPARTMENTS if first <= year <= last]
            place = division.name if division.name_alone else division.full_name
            return _body(division, place, f"{rng.choice(names)}局")
    return None
