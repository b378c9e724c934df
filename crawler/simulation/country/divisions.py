"""The divisions of the country in miniature: real names and codes, a few of each part.

Of the counties of a prefecture the first one has no site of its own: its reports stand on the
site of the prefecture.
"""

from __future__ import annotations

from typing import Final

from crawler.simulation.country.model import Division

_TABLE: Final = """
150200 包头市 150207 九原区 150222 固阳县 150221 土默特右旗
340100 合肥市 340121 长丰县 340123 肥西县 340124 庐江县
320500 苏州市 320581 常熟市 320583 昆山市 320585 太仓市
440600 佛山市 440608 高明区 440606 顺德区 440607 三水区
330100 杭州市 330122 桐庐县 330127 淳安县 330182 建德市
220200 吉林市 220281 蛟河市 220282 桦甸市 220283 舒兰市
370600 烟台市 370681 龙口市 370682 莱阳市 370685 招远市
410100 郑州市 410122 中牟县 410181 巩义市 410185 登封市
430100 长沙市 430112 望城区 430181 浏阳市 430182 宁乡市
440100 广州市 440113 番禺区 440117 从化区 440118 增城区
450100 南宁市 450110 武鸣区 450123 隆安县 450126 宾阳县
510100 成都市 510121 金堂县 510129 大邑县 510131 蒲江县
520500 毕节市 520521 大方县 520523 金沙县 520524 织金县
620100 兰州市 620121 永登县 620123 榆中县 620122 皋兰县
620900 酒泉市 620921 金塔县 620922 瓜州县 620982 敦煌市
320200 无锡市 320281 江阴市 320282 宜兴市 320213 梁溪区
340300 蚌埠市 340321 怀远县 340322 五河县 340323 固镇县
150300 乌海市 150302 海勃湾区 150304 乌达区
"""


def _read() -> tuple[tuple[Division, tuple[Division, ...]], ...]:
    found = []
    for line in _TABLE.split("\n"):
        if words := line.split():
            pairs = list(zip(words[::2], words[1::2], strict=True))
            above = Division(*pairs[0], "prefecture")
            below = tuple(Division(*pair, "county", above.code) for pair in pairs[1:])
            found.append((above, below))
    return tuple(found)


#: Prefectures, each with its counties.
PREFECTURES: Final = _read()
#: The divisions whose governments have a site, prefectures and counties in turn.
WITH_SITE: Final = tuple(
    division for above, below in PREFECTURES for division in (above, *below[1:])
)


def below(division: Division) -> Division | None:
    """Return the county that a prefecture's site serves besides; None for a county."""
    return next((counties[0] for above, counties in PREFECTURES if above == division), None)
