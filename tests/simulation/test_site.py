"""What the simulation promises: how many, how different, and how independent."""

from __future__ import annotations

import ast
import itertools
import json
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin

import pytest

import crawler.simulation
from crawler.simulation import ReportTruth, Site, build_site
from crawler.simulation.model import credit_code
from tests.simulation.plain_tables import body, page

PORT = 8080
SEED = 7


@pytest.fixture(scope="module")
def site() -> Site:
    return build_site(PORT, SEED)


def test_imports_nothing_of_the_data_half_and_names_none_of_its_files() -> None:
    for path in Path(crawler.simulation.__file__).parent.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not [name for name in names if name.split(".")[0] == "pipelines"], path
        assert not any(word in source for word in (".csv", ".toml", "importlib", "__import__"))


def test_there_are_sixty_reports_in_four_families_and_twenty_of_each_form(site: Site) -> None:
    assert len(site.reports) == 60
    assert Counter(report.fields["template"] for report in site.reports) == {
        "2014": 20,
        "2019": 20,
        "2021": 20,
    }
    assert [portal["family"] for portal in site.portals] == ["trs", "hanweb", "ucap", "generic"]
    assert Counter(report.key.split("/")[0] for report in site.reports) == {
        "trs": 15,
        "hanweb": 15,
        "ucap": 15,
        "generic": 15,
    }
    assert {report.year for report in site.reports} == set(range(2015, 2025))
    assert {report.region for report in site.reports} == {150000, 310000, 320000, 620000}


def test_the_same_seed_gives_the_same_truth_and_another_seed_other_figures(site: Site) -> None:
    again, other = build_site(PORT, SEED), build_site(PORT, SEED + 1)
    assert [r.to_dict() for r in again.reports] == [r.to_dict() for r in site.reports]
    assert [r.lines for r in other.reports] != [r.lines for r in site.reports]


def test_the_truth_is_plain_json(site: Site) -> None:
    for report in site.reports:
        assert json.loads(json.dumps(report.to_dict(), ensure_ascii=False))["url"] == report.url


def _grids(report: ReportTruth) -> dict[str, list[list[float | None]]]:
    statistics = [[line.values["value"]] for line in report.lines["statistics"].values()]
    disputes = [v for line in report.lines["disputes"].values() for v in line.values.values()]
    requests = [list(line.values.values()) for line in report.lines["requests"].values()]
    return {"requests": requests, "disputes": [disputes], "statistics": statistics}


@pytest.mark.parametrize("seed", [SEED, crawler.simulation.SEED])
def test_neighbours_differ_so_that_a_shifted_cell_shows(seed: int) -> None:
    for report in build_site(PORT, seed).reports:
        for table, grid in _grids(report).items():
            beside = [pair for row in grid for pair in itertools.pairwise(row)]
            above = [p for rows in itertools.pairwise(grid) for p in zip(*rows, strict=True)]
            same = [pair for pair in beside + above if pair[0] == pair[1] and pair[0]]
            assert not same, (report.key, table, same)


def test_more_than_half_of_the_cells_are_not_zero(site: Site) -> None:
    cells: list[float | None] = []
    for report in site.reports:
        for table, lines in report.lines.items():
            for line in lines.values():
                odd = {column for column, _, _ in line.states}
                values = {"value": line.values["value"]} if table == "statistics" else line.values
                cells += [v for c, v in values.items() if v is not None or c in odd]
    assert sum(1 for cell in cells if cell) > len(cells) / 2
    assert len(cells) > 8000


def test_flaws_are_planted_in_far_more_than_ten_reports(site: Site) -> None:
    broken = [r for r in site.reports if any(f["severity"] == "error" for f in r.findings)]
    odd = [r for r in site.reports if any(x.states for t in r.lines.values() for x in t.values())]
    assert len(broken) >= 10
    assert len(odd) >= 10
    rules = {finding["rule"] for report in site.reports for finding in report.findings}
    assert rules >= {
        "requests.balance",
        "requests.outcome_sum",
        "requests.row_total",
        "disputes.row_total",
        "statistics.requests_received_sum",
        "statistics.replies_total_sum",
        "statistics.reconsideration_total_parts",
        "text.received_new",
        "text.carried_out",
        "amount.unit_unknown",
        "cell.unreadable",
        "proactive.rules_without_power",
    }
    states = {
        s for r in site.reports for t in r.lines.values() for x in t.values() for s in x.states
    }
    assert {state for _, state, _ in states} == {
        "blank",
        "slash",
        "dash",
        "none",
        "words",
        "merged",
        "unreadable",
        "unit_in_cell",
        "unit_unknown",
    }


def test_the_form_decides_and_not_the_year(site: Site) -> None:
    by_key = {report.key: report for report in site.reports}
    old_form = by_key["trs/zone/2021"]
    assert old_form.fields["template"] == "2019"
    assert "other_handling" in old_form.lines["requests"]
    single = by_key["hanweb/street/2021"]
    assert single.fields["template"] == "2021"
    assert "other_handling" in single.lines["requests"]
    assert "other_other" not in single.lines["requests"]
    assert single.fields["status"] == "complete"


def test_a_renamed_county_keeps_its_old_code_in_its_old_years(site: Site) -> None:
    by_key = {report.key: report.fields for report in site.reports}
    old, new = by_key["ucap/county_finance/2015"], by_key["ucap/government/2016"]
    assert (old["region_code"], old["region_name"]) == ("320829", "洪泽县")
    assert (new["region_code"], new["region_name"]) == ("320813", "洪泽区")
    assert old["current_region_code"] == new["current_region_code"] == "320813"


def test_portals_declare_their_charsets_as_real_ones_do(site: Site) -> None:
    by_key = {report.key: report.url for report in site.reports}
    mislabelled = body(site, by_key["generic/water/2015"])
    assert b"charset=gb2312" in mislabelled
    with pytest.raises(UnicodeDecodeError):
        mislabelled.decode("gb2312")
    assert "李喆、张䶮" in mislabelled.decode("gb18030")
    late = body(site, by_key["hanweb/town/2017"])
    assert late.index(b"charset=gbk") > 10_000
    with pytest.raises(UnicodeDecodeError):
        late.decode("utf-8")


def test_lists_promise_what_is_no_report(site: Site) -> None:
    listed = "".join(
        page(site, portal["columns"][0])
        + page(site, urljoin(portal["homepage"], SECOND_PAGES[portal["family"]]))
        for portal in site.portals
    )
    for title in (
        "关于做好2023年度政府信息公开工作年度报告编制工作的通知",
        "一图读懂：乌海市2023年政府信息公开工作年度报告",
        "2022年乌海市人民政府网站工作年度报表",
        "奉贤区2021年法治政府建设年度报告",
        "洪泽区教育体育局2020年政府信息公开工作年度报告",
    ):
        assert title in listed
    for report in site.reports:
        assert report.fields["title"] in listed


SECOND_PAGES = {
    "trs": "/zfxxgk/zfxxgknb/index_1.html",
    "hanweb": "/module/web/jpage/dataproxy.jsp?page=1",
    "ucap": "/hongze/xxgknb/xxgknb_2.shtml",
    "generic": "/zwgk/gknb/list_p1.html",
}


def test_a_credit_code_ends_with_its_check_characters() -> None:
    # A code in public use, with the check characters of GB 11714 and GB 32100.
    assert credit_code("91330100", "79965505") == "91330100799655058B"
    assert len(credit_code("11310120", "42001377")) == 18
