"""Ids, against hashes made here from the literal texts that the contract names."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipelines.identity.ids import canonical_address
from pipelines.reference import Reference
from tests.pipelines.identity.helpers import PAYLOAD, of_body, report

YEAR = "2022年政府信息公开工作年度报告"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def test_agency_key_is_over_name_and_code() -> None:
    assert of_body("沭阳县财政局").fields["agency_key"] == sha("沭阳县财政局\n321322")


def test_agency_key_of_a_body_of_a_zone_is_over_the_zone_too() -> None:
    name = "阿拉善高新技术产业开发区（乌斯太镇）市政和金融服务中心"
    fields = of_body(name).fields
    assert fields["agency_name"] == name
    assert fields["agency_key"] == sha(
        "阿拉善高新技术产业开发区(乌斯太镇)市政和金融服务中心\n152900\n阿拉善高新技术产业开发区"
    )


def test_agency_key_without_name_or_region_is_over_the_address() -> None:
    url = "HTTPS://T-None.Example.gov.cn:443/a/b.html#top"
    no_name = report(YEAR, url=url).fields
    no_region = report("财政局" + YEAR, url=url).fields
    expected = sha("\nhttps://t-none.example.gov.cn/a/b.html")
    assert (no_name["agency_key"], no_region["agency_key"]) == (expected, expected)
    assert (no_name["agency_id"], no_region["agency_id"]) == (expected, expected)


def test_agency_key_of_a_bare_file_is_over_its_payload() -> None:
    assert report(YEAR).fields["agency_key"] == sha("\n" + PAYLOAD)


def test_report_id_is_over_key_and_year() -> None:
    key = sha("沭阳县财政局\n321322")
    assert of_body("沭阳县财政局").fields["report_id"] == sha(f"{key}\n2022")


def test_report_id_without_a_year_is_over_the_address_too() -> None:
    key = sha("沭阳县财政局\n321322")
    title = "沭阳县财政局政府信息公开工作年度报告"
    url = "https://t-none.example.gov.cn/a.html"
    assert report(title, url=url).fields["report_id"] == sha(f"{key}\n0\n{url}")
    assert report(title).fields["report_id"] == sha(f"{key}\n0\n{PAYLOAD}")


def test_reports_of_one_page_add_their_ordinal() -> None:
    key = sha("沭阳县财政局\n321322")
    second = report("沭阳县财政局" + YEAR, ordinal=2).fields
    assert second["report_id"] == sha(f"{key}\n2022\n2")
    assert second["agency_key"] == key


def test_agency_id_outlives_renaming_and_recoding() -> None:
    county = of_body("洪泽县财政局", 2015).fields
    district = of_body("洪泽区财政局", 2022).fields
    bare = report("财政局" + YEAR, portal="t-hongze").fields
    with_parent = of_body("江苏省淮安市洪泽区财政局", 2022).fields
    expected = sha("财政局\n320813")
    ids = {fields["agency_id"] for fields in (county, district, bare, with_parent)}
    assert ids == {expected}
    keys = {fields["agency_key"] for fields in (county, district, bare, with_parent)}
    assert len(keys) == 4


def test_agency_id_of_a_merged_or_divided_division_keeps_its_code() -> None:
    # 崇文区 was merged into 东城区 in 2010, 庐山区 divided in 2016.
    assert of_body("崇文区财政局", 2009).fields["agency_id"] == sha("财政局\n110103")
    assert of_body("东城区财政局", 2009).fields["agency_id"] == sha("财政局\n110101")
    assert of_body("庐山区财政局", 2015).fields["agency_id"] == sha("财政局\n360402")


def test_agency_id_strikes_only_names_of_its_own_division_from_the_front() -> None:
    tax = of_body("国家税务总局沭阳县税务局").fields
    assert tax["agency_id"] == sha("国家税务总局沭阳县税务局\n321322")
    zone = of_body("苏州工业园区教育局").fields
    assert zone["agency_id"] == sha("苏州工业园区教育局\n320500\n苏州工业园区")
    short = of_body("黔西南州财政局").fields["agency_id"]
    assert short == sha("财政局\n522300")
    assert short == of_body("黔西南布依族苗族自治州财政局").fields["agency_id"]


def test_agency_id_of_a_central_body() -> None:
    assert of_body("外交部").fields["agency_id"] == sha("外交部\n100000")


def test_the_reviewed_file_overrides_the_lineage(tmp_path: Path) -> None:
    key = sha("沭阳县财政局\n321322")
    (tmp_path / "agencies.csv").write_text(
        f"agency_key,agency_id,reason\n{key},00112233445566aa,merged with 国资办\n",
        encoding="utf-8",
    )
    reference = Reference.load(tmp_path)
    reviewed = report("沭阳县财政局" + YEAR, reference=reference).fields
    other = report("沭阳县民政局" + YEAR, reference=reference).fields
    assert (reviewed["agency_id"], reviewed["agency_id_source"]) == ("00112233445566aa", "reviewed")
    assert (other["agency_id"], other["agency_id_source"]) == (sha("民政局\n321322"), "lineage")
    assert reviewed["agency_key"] == key


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.A.GOV.CN:80/x/?a=1&b=2#part", "http://www.a.gov.cn/x/?a=1&b=2"),
        ("https://www.a.gov.cn", "https://www.a.gov.cn/"),
        ("https://www.a.gov.cn:8443/X", "https://www.a.gov.cn:8443/X"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_canonical_addresses(url: str, canonical: str) -> None:
    assert canonical_address(url) == canonical


def test_the_same_report_has_the_same_identity_every_time() -> None:
    assert of_body("沭阳县财政局") == of_body("沭阳县财政局")
