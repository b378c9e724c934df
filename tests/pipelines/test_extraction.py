"""What one capture gives: roles, status, several reports, hostile pages."""

from __future__ import annotations

import datetime as dt
import hashlib
import time

import pytest

from pipelines.extraction import extract_capture
from pipelines.model import Capture, Context, Extraction
from pipelines.reference import Reference

NAME = "沭阳县财政局"
TITLE = f"{NAME}2022年政府信息公开工作年度报告"
SECTION_TWO = """<table border="1">
<tr><td colspan="4">第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td>行政规范性文件</td><td>3</td><td>1</td><td>7</td></tr>
</table>"""


def page(title: str, *content: str) -> str:
    inner = "".join(content)
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head>"
        f"<body><h1>{title}</h1>{inner}</body></html>"
    )


def extract(
    body: str | bytes,
    *,
    status: int = 200,
    url: str | None = "http://www.shuyang.gov.cn/a/1.html",
    location: str | None = None,
    context: Context | None = None,
) -> Extraction:
    data = body.encode() if isinstance(body, str) else body
    capture = Capture(
        body=data,
        payload_sha256=hashlib.sha256(data).hexdigest(),
        url=url,
        fetched_at=dt.datetime(2023, 1, 20, tzinfo=dt.UTC),
        http_status=status,
        location=location,
        context=context or Context(portal="shuyang", division_code="321322"),
    )
    return extract_capture(capture, Reference.load())


def test_a_longer_page_looks_no_oftener_at_the_reference_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = []
    load = Reference.load

    def look() -> Reference:
        looked.append(1)
        return load()

    monkeypatch.setattr(Reference, "load", look)
    extract(page(TITLE, SECTION_TWO))
    shorter = len(looked)
    extract(page(TITLE, SECTION_TWO, *(f"<h2>第{n}节</h2><p>文字。</p>" for n in range(50))))
    assert len(looked) <= 2 * shorter


@pytest.mark.parametrize(
    ("status", "role"),
    [(404, "gone"), (410, "gone"), (403, "blocked"), (412, "blocked"), (521, "blocked")],
)
def test_an_answer_that_is_no_page(status: int, role: str) -> None:
    assert extract("<html></html>", status=status).role == role


def test_a_redirect_home_says_that_the_page_is_gone() -> None:
    home = extract("", status=302, location="http://www.shuyang.gov.cn/")
    on = extract("", status=302, location="http://www.shuyang.gov.cn/a/2.html")
    assert (home.role, on.role) == ("gone", "no_report")
    for written in ("https://www.shuyang.gov.cn", "http://shuyang.gov.cn/index.shtml?from=a"):
        assert extract("", status=302, location=written).role == "gone"
    for written in ("index.php?id=7", "#/report/7"):
        location = f"http://www.shuyang.gov.cn/{written}"
        assert extract("", status=302, location=location).role == "no_report"


def test_a_home_page_that_leads_to_itself_in_another_writing_is_not_gone() -> None:
    home = "http://www.shuyang.gov.cn/"
    assert extract("", status=301, url=home, location="https://shuyang.gov.cn/").role == "no_report"


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("404 Not Found", "gone"),
        ("您访问的页面不存在 - 沭阳县人民政府", "gone"),
        ("404_沭阳县人民政府门户网站", "gone"),
        ("关于页面不存在问题的说明", "no_report"),
        ("沭阳县人民政府", "no_report"),
    ],
)
def test_an_error_page_with_status_200_says_that_the_page_is_gone(title: str, role: str) -> None:
    markup = f"<html><head><title>{title}</title></head><body><p>返回首页</p></body></html>"
    assert extract(markup).role == role


def test_the_home_page_in_place_of_a_page_says_that_it_is_gone() -> None:
    def shown(address: str, *more: str) -> str:
        tags = "".join(f"<meta name='{name}' content='{text}'>" for name, text in meta(*more))
        return extract(
            f"<html><head><title>沭阳县人民政府</title><meta name='Url' content='{address}'>{tags}"
            "</head><body><p>要闻</p></body></html>"
        ).role

    def meta(*names: str) -> list[tuple[str, str]]:
        return [(name, "要闻") for name in names]

    assert shown("http://www.shuyang.gov.cn/") == "gone"
    assert shown("http://www.shuyang.gov.cn/index.html") == "gone"
    assert shown("http://www.shuyang.gov.cn/a/1.html") == "no_report"
    # A portal that prints its home page as the address of every article.
    assert shown("http://www.shuyang.gov.cn/", "ArticleTitle") == "no_report"


def test_the_page_that_a_portal_shows_in_place_of_one_that_is_gone_may_be_a_script() -> None:
    markup = "<html><head><title>404</title></head><body><script>show()</script></body></html>"
    assert extract(markup).role == "gone"
    assert extract(markup.replace("404", "")).role == "challenge"


def test_a_report_stays_one_whatever_its_title_says() -> None:
    markup = page(TITLE, SECTION_TWO).replace(f"<title>{TITLE}</title>", "<title>404</title>")
    assert extract(markup).role == "report"


def test_a_page_with_tables_is_a_report_and_a_notice_is_none() -> None:
    assert extract(page(TITLE, SECTION_TWO)).role == "report"
    notice = page("关于做好2022年政府信息公开工作年度报告编制工作的通知", "<p>各单位：</p>")
    assert extract(notice).role == "no_report"


def test_an_annual_report_of_another_kind() -> None:
    other = page("沭阳县2022年法治政府建设年度报告", "<p>一、总体情况</p><p>良好。</p>")
    assert extract(other).role == "not_ogi"


def test_prose_alone_and_an_attachment_alone() -> None:
    prose = page(
        f"{NAME}2013年政府信息公开工作年度报告",
        "<p>一、概述</p><p>全年公开信息40条。</p><p>二、存在的问题</p><p>人手不足。</p>",
    )
    [report] = extract(prose).reports
    assert (report.fields["status"], report.fields["template"]) == ("narrative_only", None)
    assert report.fields["overview"] == "全年公开信息40条。"
    attached = page(TITLE, '<div><p>见附件</p><p><a href="/a/1.pdf">年度报告.pdf</a></p></div>')
    [report] = extract(attached).reports
    assert report.fields["status"] == "attachment_missing"


def test_counts_of_a_report_without_tables_are_findings_and_no_values() -> None:
    prose = page(
        f"{NAME}2013年政府信息公开工作年度报告",
        "<p>一、概述</p><p>全年公开信息40条。</p>",
        "<p>二、依申请公开情况</p><p>2013年共收到政府信息公开申请26件。</p>",
        "<p>三、存在的问题</p><p>人手不足。</p>",
    )
    [report] = extract(prose).reports
    assert report.requests == {}
    counts = [f for f in report.findings if f.rule == "text.count"]
    assert [(f.table, f.item, f.column, f.actual, f.severity) for f in counts] == [
        ("requests", "received_new", "total", 26, "info")
    ]


def test_a_page_cut_inside_a_table_is_partial_and_says_so_once() -> None:
    whole = page(TITLE, "<p>一、总体情况</p>", SECTION_TWO)
    cut = whole[: whole.index("<td>1</td><td>7</td>")]
    [report] = extract(cut).reports
    assert report.fields["status"] == "partial"
    rules = [finding.rule for finding in report.findings]
    assert rules.count("document.truncated") == 1
    assert any("行政规范性文件 | 3" in (finding.raw or "") for finding in report.findings)


def test_two_reports_on_one_page() -> None:
    body = page(
        "沭阳县财政局政府信息公开年报",
        "<h2>沭阳县财政局2021年政府信息公开工作年度报告</h2>",
        SECTION_TWO,
        f"<h2>{TITLE}</h2>",
        SECTION_TWO.replace("<td>3</td>", "<td>5</td>"),
    )
    first, second = extract(body).reports
    assert (first.year, second.year) == (2021, 2022)
    assert first.proactive is not None
    assert second.proactive is not None
    assert first.proactive.values["normative_issued"] == 3
    assert second.proactive.values["normative_issued"] == 5
    assert first.report_id != second.report_id


def test_two_reports_told_apart_by_nothing_get_ids_of_their_own() -> None:
    body = page(TITLE, SECTION_TWO, "<p>附：</p>", SECTION_TWO)
    first, second = extract(body).reports
    assert first.report_id != second.report_id


def test_a_source_that_nobody_vouches_for_is_said() -> None:
    copy = extract(page(TITLE, SECTION_TWO), url="http://www.example.com/1.html")
    assert copy.trusted is False
    assert "source.untrusted" in {finding.rule for finding in copy.reports[0].findings}
    own = extract(page(TITLE, SECTION_TWO))
    assert own.trusted is True
    assert "source.untrusted" not in {finding.rule for finding in own.reports[0].findings}


def test_content_ignores_title_date_and_white_space_but_no_cell() -> None:
    def content(body: str) -> str:
        found = extract(body).content
        assert found is not None
        return found.sha256

    one = content(page(TITLE, "<p>一、总体情况</p><p>平稳。</p>", SECTION_TWO))
    spaced = page(TITLE + "（全文）", "<p>一、总体情况</p><p> 平\n稳。 </p>", SECTION_TWO)
    assert content(spaced) == one
    changed = SECTION_TWO.replace("<td>7</td>", "<td>8</td>")
    assert content(page(TITLE, "<p>一、总体情况</p><p>平稳。</p>", changed)) != one


def test_gb2312_with_characters_outside_it_reads_whole() -> None:
    body = page(TITLE, "<p>局长朱镕基、李喆。</p>", SECTION_TWO).replace("utf-8", "gb2312")
    [report] = extract(body.encode("gb18030")).reports
    assert report.fields["charset"] == "gb18030"
    assert report.proactive is not None
    assert report.proactive.values["normative_in_force"] == 7


@pytest.mark.parametrize(
    "hostile",
    [
        SECTION_TWO.replace('colspan="4"', 'colspan="100000"'),
        SECTION_TWO.replace("<td>7</td>", '<td rowspan="0" colspan="-3">7</td>'),
        "<div>" * 200_000 + SECTION_TWO,
        "<font>" * 200_000 + SECTION_TWO,
    ],
    ids=["colspan=100000", "rowspan=0", "200,000 div", "200,000 font"],
)
def test_hostile_pages_end_in_bounded_time_and_lose_no_number(hostile: str) -> None:
    started = time.process_time()
    extraction = extract(page(TITLE, hostile))
    assert time.process_time() - started < 20
    [report] = extraction.reports
    values = report.proactive.values if report.proactive is not None else {}
    kept = " ".join(finding.raw or "" for finding in report.findings)
    assert values.get("normative_issued") == 3 or "3 | 1 | 7" in kept


def test_tables_nested_without_end_are_a_finding_and_no_hang() -> None:
    started = time.process_time()
    extraction = extract(page(TITLE, "<table><tr><td>" * 200_000, SECTION_TWO))
    assert time.process_time() - started < 20
    assert [finding.rule for finding in extraction.findings] == ["document.truncated"]


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_page_saved_as_mhtml_gives_the_report_of_the_page(*, is_whole: bool) -> None:
    html = page(TITLE, SECTION_TWO)
    saved = (
        "From: <Saved by Blink>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        + html
        + ("\n--b--\n" if is_whole else "\n")
    )
    [report] = extract(saved).reports
    [plain] = extract(html).reports

    assert report.fields == plain.fields
    assert report.proactive is not None
    assert plain.proactive is not None
    assert report.proactive.values == plain.proactive.values
    assert report.proactive.values["normative_in_force"] == 7
    rules = {finding.rule for finding in report.findings}
    assert ("document.truncated" in rules) is not is_whole


def test_reports_beside_each_other_contradict_none() -> None:
    inner = "".join(
        f"<h1>沭阳县{name}2022年政府信息公开工作年度报告</h1><p>一、总体情况</p>{SECTION_TWO}"
        for name in ("财政局", "水利局", "教育局")
    )
    found = extract(f"<html><head><title>年报</title></head><body>{inner}</body></html>").reports
    assert [report.fields["agency_name"] for report in found] == [
        "沭阳县财政局", "沭阳县水利局", "沭阳县教育局"
    ]  # fmt: skip
    rules = {finding.rule for report in found for finding in report.findings}
    assert "agency.conflict" not in rules


def test_tables_that_stand_as_prose_are_missing_not_absent() -> None:
    sections = "".join(
        f"<p>{number}、{name}</p>" for number, name in zip("一二三", "甲乙丙", strict=True)
    )
    prose = extract(page(TITLE, sections, "<p>2022年收到申请5件。</p>")).reports
    assert [report.fields["status"] for report in prose] == ["narrative_only"]
    lines = "<p>信息内容 本年处理决定数量</p><p>行政许可 5</p><p>行政事业性收费 1.5</p>"
    (lost,) = extract(page(TITLE, sections, lines)).reports
    assert lost.fields["status"] == "partial"
    missing = [finding.table for finding in lost.findings if finding.rule == "table.missing"]
    assert missing == ["proactive", "requests", "disputes"]


@pytest.mark.parametrize("part", ["上半年", "半年", "第四季度", "1-6月"])
def test_a_report_on_part_of_a_year_is_none_though_it_prints_the_form(part: str) -> None:
    title = f"{NAME}2022年{part}政府信息公开工作报告"
    assert extract(page(title, SECTION_TWO)).role == "not_ogi"
    whole = extract(page(f"{NAME}2022年政府信息公开工作年度报告（含第四季度）", SECTION_TWO))
    assert whole.role == "report"


def test_prose_under_the_name_of_the_site_is_a_report_by_its_other_title() -> None:
    prose = "<p>一、总体情况</p><p>良好。</p><p>二、主动公开情况</p><p>良好。</p>"
    head = f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body>"
    found = extract(f"{head}<h1>沭阳县人民政府</h1><div>{prose}</div></body></html>")
    assert [report.fields["status"] for report in found.reports] == ["narrative_only"]
    assert found.reports[0].fields["agency_name"] == NAME
    listed = extract(f"{head}<h1>沭阳县人民政府</h1><a href='a.pdf'>{TITLE}</a></body></html>")
    assert listed.role == "no_report"


def test_reports_that_nothing_tells_apart_are_said_to_be_so() -> None:
    other = SECTION_TWO.replace("<td>7</td>", "<td>9</td>")
    years = ("<p>2022年</p>", SECTION_TWO, "<p>2021年</p>", other)
    found = extract(page(TITLE, *years)).reports
    assert len({report.fields["report_id"] for report in found}) == len(found) == 2
    for report in found:
        assert "report.conflict" in [finding.rule for finding in report.findings]


def test_a_report_that_is_printed_twice_is_one() -> None:
    content = (f"<h2>{TITLE}</h2><p>一、总体情况</p><p>良好。</p>", SECTION_TWO)
    (found,) = extract(page(TITLE, *content, *content)).reports
    assert (
        found.fields["report_id"] == extract(page(TITLE, *content)).reports[0].fields["report_id"]
    )
    assert "report.conflict" not in [finding.rule for finding in found.findings]


@pytest.mark.parametrize(("head", "says"), [("2022年度", []), ("2021年度", [2021]), ("统计数", [])])
def test_a_table_whose_head_names_another_year_is_doubted(head: str, says: list[int]) -> None:
    table = (
        f"<table><tr><td>指标名称</td><td>计量单位</td><td>{head}</td><td>历年累计</td></tr>"
        "<tr><td>受理依申请公开信息总数</td><td>条</td><td>56</td><td>560</td></tr>"
        "<tr><td>对申请的答复总数</td><td>条</td><td>55</td><td>550</td></tr></table>"
    )
    [report] = extract(page(TITLE, table)).reports
    assert [line.value for line in report.statistics] == [56, 55]
    found = [f.actual for f in report.findings if f.rule == "year.conflict"]
    assert found == says


def test_the_table_of_2014_that_stands_as_prose_is_missing_too() -> None:
    sections = "".join(
        f"<p>{number}、{name}</p>" for number, name in zip("一二三", "甲乙丙", strict=True)
    )
    lines = "<p>（二）申请办结数\t件\t98</p><p>（三）申请答复数\t件\t98</p>"
    (lost,) = extract(page(TITLE, sections, lines)).reports
    assert lost.fields["status"] == "partial"
    missing = [finding.table for finding in lost.findings if finding.rule == "table.missing"]
    assert missing == ["statistics"]
