"""Walks over small written portals: what is found, what is asked, and why nothing is found."""

from __future__ import annotations

import pytest

from tests.crawler.discovery.offline import HOME, Got, Portal, Walked, column, explore, page, site

NEWS = "<p>县委书记调研重点项目建设，召开常务会议，部署防汛和安全生产工作。</p>"
REPORTS = column(
    *(f"/a/{year}.html|长丰县{year}年政府信息公开工作年度报告" for year in (2021, 2022, 2023))
)


def asked_paths(walked: Walked) -> list[str]:
    return [url.removeprefix(HOME.rstrip("/")) for url in walked.asked]


# --- ways to a column --------------------------------------------------------------------


def test_by_the_texts_of_menus_straight_on() -> None:
    home = page("/news/|新闻动态", "/gk/|政务公开", "/bs/|办事服务")
    walked = explore(
        site({"/": home, "/gk/": page("/zn/|指南", "/nb/|政府信息公开年报"), "/nb/": REPORTS})
    )
    assert walked.columns == [f"{HOME}nb/"]
    assert asked_paths(walked)[:3] == ["/", "/gk/", "/nb/"]
    assert walked.found.columns[0].reports == 3
    assert walked.found.columns[0].reasons == ("menu text 政府信息公开年报", "address nb")


def test_by_the_standard_meta_tag_where_no_link_tells() -> None:
    tagged = REPORTS.replace("<head>", '<head><meta name="ColumnType" content="信息公开年报">')
    home = page("/c1/|公示公告", "/c2/|更多")
    walked = explore(site({"/": home, "/c1/": NEWS, "/c2/": tagged}))
    assert walked.columns == [f"{HOME}c2/"]
    assert walked.found.columns[0].reasons[0] == "ColumnType 信息公开年报"


def test_by_a_site_map_for_machines() -> None:
    places = "".join(f"<url><loc>{HOME}{one}</loc></url>" for one in ("x/1.html", "zfxxgknb/"))
    pages = {"/": NEWS, "/sitemap.xml": f"<urlset>{places}</urlset>", "/zfxxgknb/": REPORTS}
    walked = explore(site(pages))
    assert walked.columns == [f"{HOME}zfxxgknb/"]


def test_by_walking_where_nothing_tells_at_all() -> None:
    home = page("/1/|综合", "/2/|其它")
    walked = explore(site({"/": home, "/1/": page("/3/|栏目", body=NEWS), "/3/": REPORTS}))
    assert walked.columns == [f"{HOME}3/"]
    assert walked.found.columns[0].reasons == ("most lines of its list are reports",)


def test_through_a_page_that_forwards_by_script() -> None:
    jump = '<script>window.location.href = "/list/";</script>'
    walked = explore(site({"/": page("/j/|信息公开年报"), "/j/": jump, "/list/": REPORTS}))
    assert walked.columns == [f"{HOME}list/"]


def test_columns_of_departments_beside_the_own_one() -> None:
    other = REPORTS.replace("/a/", "/b/").replace("长丰县", "长丰县水务局")
    home = page("/nb/|政府信息公开年报", "/bm/|部门信息公开")
    bm = page("/bm/nb/|部门年报")
    walked = explore(site({"/": home, "/nb/": REPORTS, "/bm/": bm, "/bm/nb/": other}))
    assert set(walked.columns) == {f"{HOME}nb/", f"{HOME}bm/nb/"}


def test_a_list_that_another_page_shows_a_part_of_is_one_column() -> None:
    newest = column("/a/2023.html|长丰县2023年政府信息公开工作年度报告")
    home = page("/nb/|政府信息公开年报", "/gk/|政府信息公开")
    walked = explore(site({"/": home, "/nb/": REPORTS, "/gk/": newest}))
    assert walked.columns == [f"{HOME}nb/"]


def test_the_last_page_of_a_column_is_no_column() -> None:
    def portal(url: str, _form: str) -> Got:
        path, _, number = url.removeprefix(HOME.rstrip("/")).partition("?page=")
        if path != "/zfxxgknb/":
            return Got(page("/zfxxgknb/|政府信息公开年报") if path == "/" else "", 200)
        this = int(number or 1)
        year = 2024 - this
        more = "".join(
            f'<a href="/zfxxgknb/?page={to}">{text}</a>'
            for text, to in (("首页", 1), ("上一页", this - 1), ("下一页", this + 1), ("尾页", 4))
            if 0 < to <= 4
        )
        line = f"/a/{year}.html|长丰县{year}年政府信息公开工作年度报告"
        return Got(column(line, more=more))

    walked = explore(portal)
    assert walked.columns == [f"{HOME}zfxxgknb/"]
    assert "/zfxxgknb/?page=4" not in asked_paths(walked)


# --- sub-columns -------------------------------------------------------------------------


def test_folders_of_years() -> None:
    years = page("/nb/2023/|2023年", "/nb/2022/|2022年")
    walked = explore(site({"/": page("/nb/|信息公开年报"), "/nb/": years, "/nb/2023/": REPORTS}))
    assert (walked.columns, walked.found.folders) == ([f"{HOME}nb/"], 1)


def test_a_folder_whose_lines_come_from_the_service_of_its_family() -> None:
    years = page("/nb/2023/|2023年")
    asks = '<ucapcontent></ucapcontent><script>load("/common/search/abc123")</script>'
    answer = (
        '{"data":{"total":1,"results":[{"title":"长丰县2023年政府信息公开工作年度报告",'
        '"url":"/nb/2023/1.shtml","publishedTimeStr":"2024-01-22"}]}}'
    )
    written = site({"/": page("/nb/|信息公开年报"), "/nb/": years, "/nb/2023/": asks})

    def portal(url: str, form: str) -> Got:
        return Got(answer) if "/common/search/" in url else written(url, form)

    walked = explore(portal)
    assert (walked.columns, walked.found.folders) == ([f"{HOME}nb/"], 1)
    assert walked.found.family == "ucap"


# --- what is no column -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("关于做好2023年政府信息公开工作年度报告编制工作的通知", "1 notices and no report"),
        ("安徽建筑大学2023学年信息公开年度报告", "1 annual reports of another kind and no report"),
        ("长丰县水库除险加固工程简介", "1 other pages and no report"),
    ],
)
def test_a_list_without_reports_is_none_and_says_why(line: str, why: str) -> None:
    walked = explore(site({"/": page("/nb/|信息公开年报"), "/nb/": column(f"/a/1.html|{line}")}))
    assert walked.columns == []
    assert why in walked.found.why_none
    assert f"{HOME}nb/" in walked.found.why_none


@pytest.mark.parametrize("text", ["法治政府建设年度报告", "政府网站工作年度报表", "部门决算"])
def test_neighbours_are_not_asked_as_columns(text: str) -> None:
    home = page("/fz/|" + text, "/nb/|信息公开年报")
    walked = explore(site({"/": home, "/nb/": REPORTS}))
    assert walked.columns == [f"{HOME}nb/"]
    assert "/fz/" not in asked_paths(walked)


def test_nothing_that_looks_like_one() -> None:
    walked = explore(site({"/": page("/x/|新闻中心"), "/x/": NEWS}))
    assert walked.found.why_none.startswith("nothing on ")


# --- how a walk ends early ---------------------------------------------------------------


def test_a_home_page_that_refuses_ends_it() -> None:
    walked = explore(site({"/": Got("", 403)}))
    assert walked.walk.outcome == "blocked"
    assert walked.asked == [HOME]
    assert walked.found.why_none == f"{HOME}: answered 403"


def test_a_home_page_that_does_not_answer_is_asked_by_its_other_address() -> None:
    secure = HOME.replace("http:", "https:")
    behind = site({"/": page("/x/|新闻中心")}, home=secure)

    def answer(url: str, form: str) -> Got:
        return behind(url, form) if url.startswith("https:") else Got("", 502)

    walked = explore(answer, otherwise=secure)
    assert walked.asked[:2] == [HOME, secure]
    assert walked.walk.outcome is None
    assert walked.found.home is not None
    closed = explore(lambda _url, _form: Got("", 502), otherwise=secure)
    assert closed.asked == [HOME, secure]
    assert closed.found.why_none == f"{secure}: answered 502"


def test_a_home_page_that_refuses_is_not_asked_by_another_address() -> None:
    walked = explore(site({"/": Got("", 403)}), otherwise=HOME.replace("http:", "https:"))
    assert walked.asked == [HOME]
    assert walked.walk.outcome == "blocked"


def test_a_script_instead_of_the_home_page_ends_it() -> None:
    walked = explore(site({"/": "<script>document.cookie='a=1';_0x()</script>"}))
    assert walked.walk.outcome == "challenged"


def test_three_refusals_in_a_row_end_it() -> None:
    home = page(*(f"/{number}/|政务公开{number}" for number in range(9)))
    pages: dict[str, str | Got] = {f"/{number}/": Got("", 403) for number in range(9)}
    walked = explore(site({"/": home, **pages}))
    assert walked.walk.outcome == "blocked"
    assert sum(path.strip("/").isdigit() for path in asked_paths(walked)) == 3


def test_a_home_page_of_another_host_is_named() -> None:
    jump = '<meta http-equiv="refresh" content="0; url=http://www.y.gov.cn/">'
    walked = explore(site({"/": f"<html><head>{jump}</head></html>"}))
    assert walked.walk.outcome == "elsewhere"
    assert "http://www.y.gov.cn/" in walked.found.why_none


def test_a_budget_ends_it_and_tells_what_is_left() -> None:
    home = page(*(f"/gk{number}/|政务公开{'甲乙丙丁戊己庚辛'[number]}" for number in range(8)))
    walked = explore(site({"/": home}), pages=4)
    assert len(walked.asked) == 4
    assert walked.found.reason == "4 requests were made"
    assert walked.found.left >= 5


# --- what does not catch it --------------------------------------------------------------


def calendar(url: str, _form: str) -> Got:
    month = int(url.rpartition("=")[2]) if "m=" in url else 0
    return Got(page(f"/rl.php?m={month + 1}|下一月政务公开", body=f"<p>{month}月</p>"))


def growing(url: str, _form: str) -> Got:
    return Got(page(f"{url.removeprefix(HOME.rstrip('/'))}ztzl/|专题"))


def sessions(url: str, _form: str) -> Got:
    number = len(url) % 7
    return Got(page(f"/gk/;jsessionid=ABCDEF{number}|政务公开", f"/;jsessionid=9{number}|首页"))


def wide(url: str, _form: str) -> Got:
    days = (f"/rl.php?d={number}|办事公开{number}日" for number in range(50))
    return Got(page(*days) if url == HOME else f"<p>{url} 无事项</p>")


@pytest.mark.parametrize("portal", [calendar, growing, sessions, wide])
def test_a_portal_without_an_end_is_left_soon(portal: Portal) -> None:
    walked = explore(portal)
    assert not walked.found.columns
    assert len(walked.asked) < 12


def test_two_spellings_of_a_caseless_address_are_asked_once() -> None:
    home = page("/InfoPublic.aspx?cid=1|政务公开", "/INFOPUBLIC.ASPX?cid=1|信息公开")
    walked = explore(site({"/": home}))
    assert sum(path.lower().startswith("/infopublic") for path in asked_paths(walked)) == 1


# --- hosts -------------------------------------------------------------------------------


def hosts(url: str, _form: str) -> Got:
    home = page(
        "http://zwgk.x.gov.cn/nb/|政府信息公开年报",
        "http://swj.x.gov.cn/|政务公开",
        "http://www.z.gov.cn/nb/|政府信息公开年报",
    )
    answers = {
        HOME: home,
        "http://zwgk.x.gov.cn/nb/": REPORTS.replace("/a/2021", "http://www.z.gov.cn/a/2021"),
    }
    return Got(answers[url]) if url in answers else Got("", 404)


def test_a_host_below_is_let_in_by_a_column_and_others_are_only_counted() -> None:
    walked = explore(hosts)
    assert walked.columns == ["http://zwgk.x.gov.cn/nb/"]
    assert walked.found.hosts == ("zwgk.x.gov.cn",)
    assert walked.found.elsewhere == (("www.z.gov.cn", 1),)
    asked = {url.split("/")[2] for url in walked.asked}
    assert asked == {"www.x.gov.cn", "zwgk.x.gov.cn"}
