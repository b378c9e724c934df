"""Columns behind pages that are nothing but frames, and columns that only an address tells."""

from __future__ import annotations

from tests.crawler.discovery.offline import HOME, explore, site


def lines(agency: str) -> str:
    years = "".join(
        f'<li><a href="/a/{agency}{year}.html">{agency}{year}年政府信息公开工作年度报告</a>'
        f"<span>{year + 1}-03-01</span></li>"
        for year in (2021, 2022, 2023)
    )
    return f"<html><body><ul>{years}</ul></body></html>"


def frames(target: str) -> str:
    return (
        f'<html><frameset cols="20,*"><frame src="/left/"><frame src="{target}"></frameset></html>'
    )


def test_pages_of_frames_are_told_apart_by_what_they_show() -> None:
    walked = explore(
        site(
            {
                "/": '<p>县政府</p><a href="/j1.html">年报</a> <a href="/j2.html">部门年报</a>',
                "/j1.html": frames("/x/1/"),
                "/j2.html": frames("/x/2/"),
                "/left/": "<p>菜单</p>",
                "/x/1/": lines("长丰县人民政府"),
                "/x/2/": lines("长丰县水务局"),
            }
        )
    )
    assert set(walked.columns) == {f"{HOME}x/1/", f"{HOME}x/2/"}


def test_a_level_before_the_name_of_a_folder_leaves_it_telling() -> None:
    folders = ("zfxxgknb", "bmzfxxgknb", "xzxxgkndbg", "qxgknb")
    pages = {f"/gk/{folder}/": lines(f"长丰县{folder}局") for folder in folders}
    menu = "".join(f'<a href="/gk/{folder}/"><img src="/i.png"></a>' for folder in folders)
    decoy = '<a href="/gk/fzzfndbg/"><img src="/i.png"></a>'
    walked = explore(site({"/": f"<p>县政府</p>{menu}{decoy}", **pages}))
    assert set(walked.columns) == {f"{HOME}gk/{folder}/" for folder in folders}
    assert f"{HOME}gk/fzzfndbg/" not in walked.asked[:5]
