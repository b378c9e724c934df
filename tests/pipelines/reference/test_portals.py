"""The registry: keys, hosts, and what may be a source."""

from __future__ import annotations

import pytest

from pipelines.errors import UserError
from pipelines.reference import Portal, Portals, Reference, Row, host_of
from pipelines.reference.portals import parse_portal

CELLS = {
    "key": "shuyang",
    "name": "沭阳县人民政府",
    "level": "county",
    "division_code": "321322",
    "homepage": "http://www.Shuyang.gov.cn/",
    "hosts": "www.shuyang.gov.cn shuyang.gov.cn:8080",
    "attachment_hosts": "files.example.com",
    "family": "ucap",
    "columns": "http://www.shuyang.gov.cn/a/ http://www.shuyang.gov.cn/b/",
    "settings": "year_folders=yes delay=5",
}


def parse(**changes: str) -> Portal:
    return parse_portal(Row(CELLS | changes, "portals.csv line 2"))


def test_a_row() -> None:
    assert parse() == Portal(
        key="shuyang",
        name="沭阳县人民政府",
        level="county",
        division_code="321322",
        homepage="http://www.Shuyang.gov.cn/",
        hosts=("www.shuyang.gov.cn", "shuyang.gov.cn"),
        attachment_hosts=("files.example.com",),
        family="ucap",
        columns=("http://www.shuyang.gov.cn/a/", "http://www.shuyang.gov.cn/b/"),
        settings={"year_folders": "yes", "delay": "5"},
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"division_code": "3213"}, "portals.csv line 2: division_code '3213' is not six digits"),
        ({"key": ""}, "portals.csv line 2: key is empty"),
        ({"homepage": "shuyang"}, "portals.csv line 2: homepage 'shuyang' is not an address"),
        ({"settings": "delay"}, "portals.csv line 2: setting 'delay' is not name=value"),
    ],
)
def test_a_wrong_row_is_one_line(changes: dict[str, str], message: str) -> None:
    with pytest.raises(UserError) as error:
        parse(**changes)
    assert str(error.value) == message


def test_a_key_stands_there_once() -> None:
    with pytest.raises(UserError, match="shuyang stands there twice"):
        Portals([parse(), parse()])


def test_by_key_and_by_host() -> None:
    portals = Portals([parse()])
    assert portals.get("shuyang") == portals.of_host("www.shuyang.gov.cn") == parse()
    assert portals.get("other") is portals.get(None) is portals.of_host("files.example.com") is None


def test_a_host_of_two_divisions_is_nobodys() -> None:
    same = parse(key="bureau")
    other = parse(key="other", division_code="321323")
    assert Portals([parse(), same]).of_host("www.shuyang.gov.cn") == parse()
    assert Portals([parse(), other]).of_host("www.shuyang.gov.cn") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://www.shuyang.gov.cn/a.html",
        "https://files.example.com/a.pdf",
        "https://any.gov.cn/",
        "https://gov.cn/",
        "http://WWW.ANY.GOV.CN:8080/x",
        None,
    ],
)
def test_trusted(url: str | None) -> None:
    assert Portals([parse()]).trusted(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "https://other.example.com/a.pdf",
        "https://www.gov.cn.example.com/",
        "https://www.gov.cn@example.com/",
        "https://notgov.cn/",
        "http://[broken",
        "",
    ],
)
def test_untrusted(url: str) -> None:
    assert not Portals([parse()]).trusted(url)


@pytest.mark.parametrize(
    ("url", "host"),
    [("HTTP://A.GOV.CN.:80/x", "a.gov.cn"), ("a.gov.cn", None), (None, None), ("http://[", None)],
)
def test_host_of(url: str | None, host: str | None) -> None:
    assert host_of(url) == host


def test_the_registry_that_ships_can_be_read() -> None:
    portals = Reference.load().portals
    assert portals.get("gov-321322") is not None
    assert all(len(portal.division_code) == 6 for portal in portals)
