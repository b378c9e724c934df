"""What was found becomes a row of the working folder's registry, and nothing there is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from crawler.discovery.registry import Change, register
from crawler.discovery.result import Discovery
from crawler.discovery.rows import FoundRow, row_of
from pipelines.cli import gongkai
from pipelines.console import run
from pipelines.reference import Portal, Reference
from tests.crawler.discovery.offline import column, explore, page, site
from tests.rights import like_anyone

HEADER = "key,name,level,division_code,homepage,hosts,attachment_hosts,family,columns,settings"
OTHER = "audit,审计署,central,100000,https://www.audit.gov.cn/,www.audit.gov.cn audit.gov.cn,,,,"
LINES = [f"/t20240122_{year}.html|长丰县{year}年政府信息公开工作年度报告" for year in (2022, 2023)]


def found(home: str = "http://www.changfeng.gov.cn/", name: str = "长丰县人民政府") -> Discovery:
    head = '<meta name="SiteIDCode" content="3401210001">'
    pages = {
        "/": page("/nb/|政府信息公开年报", title=f"{name}门户网站", head=head),
        "/nb/": column(*LINES),
    }
    return explore(site(pages, home), home).found


def registry(data: Path, *rows: str, newline: str = "\n") -> Path:
    path = data / "portals.csv"
    data.mkdir(exist_ok=True)
    path.write_bytes(newline.join([HEADER, *rows, ""]).encode())
    return path


def rows_in(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def put(data: Path, what: Discovery) -> tuple[Change, str]:
    done = register(what, row_of(what, Reference.load(data)), data)
    return done.change, done.key


def test_a_new_portal_is_added_and_the_crawl_can_read_its_row(tmp_path: Path) -> None:
    path = registry(tmp_path, OTHER)
    assert put(tmp_path, found()) == (Change.ADDED, "gov-340121")
    assert path.read_text().startswith(f"{HEADER}\n{OTHER}\n")
    assert Reference.load(tmp_path).portals.get("gov-340121") == Portal(
        key="gov-340121",
        name="长丰县人民政府",
        level="county",
        division_code="340121",
        homepage="http://www.changfeng.gov.cn/",
        hosts=("www.changfeng.gov.cn", "changfeng.gov.cn"),
        family="generic",
        columns=("http://www.changfeng.gov.cn/nb/",),
    )


def test_the_first_row_comes_behind_a_copy_of_the_packaged_registry(tmp_path: Path) -> None:
    data = tmp_path / "data"
    packaged = Reference.load(data).contents["portals"]
    done = register(found(), row_of(found(), Reference.load(data)), data)
    assert done.change in {Change.ADDED, Change.FILLED}
    known = {row["key"] for row in csv.DictReader(io.StringIO(packaged.decode("utf-8-sig")))}
    assert {row["key"] for row in rows_in(data / "portals.csv")} == known | {done.key}


def test_twice_is_once(tmp_path: Path) -> None:
    path = registry(tmp_path)
    put(tmp_path, found())
    before = path.read_bytes()
    assert put(tmp_path, found()) == (Change.SAME, "gov-340121")
    assert path.read_bytes() == before


def test_a_row_without_columns_is_filled_and_its_neighbours_keep_their_bytes(
    tmp_path: Path,
) -> None:
    odd = 'zone-x,"开发区, 某",zone,340100,http://x.gov.cn/,x.gov.cn,,,,'
    mine = "cf,长丰,county,340121,https://www.changfeng.gov.cn/,www.changfeng.gov.cn,,,,zone=某区"
    path = registry(tmp_path, odd, mine, OTHER, newline="\r\n")
    assert put(tmp_path, found()) == (Change.FILLED, "cf")
    lines = path.read_bytes().decode().split("\r\n")
    assert (lines[1], lines[3]) == (odd, OTHER)
    assert lines[2] == (
        "cf,长丰,county,340121,https://www.changfeng.gov.cn/,"
        "www.changfeng.gov.cn changfeng.gov.cn,,generic,http://www.changfeng.gov.cn/nb/,zone=某区"
    )


def test_a_family_is_filled_where_the_columns_are_the_same(tmp_path: Path) -> None:
    columns = "http://www.changfeng.gov.cn/nb/ http://www.changfeng.gov.cn/more/"
    registry(tmp_path, f"cf,长丰,county,340121,http://changfeng.gov.cn/,,,,{columns},")
    assert put(tmp_path, found()) == (Change.FILLED, "cf")
    (row,) = rows_in(tmp_path / "portals.csv")
    assert (row["family"], row["columns"]) == ("generic", columns)


@pytest.mark.parametrize(
    ("family", "columns", "why"),
    [
        ("generic", "http://www.changfeng.gov.cn/other/", "found besides: http://www.changfeng"),
        ("trs", "http://www.changfeng.gov.cn/nb/", "its family there is trs, found generic"),
        ("trs", "", "its row says the family trs, found generic"),
    ],
)
def test_what_stands_there_is_not_overwritten(
    tmp_path: Path, family: str, columns: str, why: str
) -> None:
    mine = f"cf,长丰,county,340121,http://changfeng.gov.cn/,,,{family},{columns},"
    path = registry(tmp_path, mine)
    before = path.read_bytes()
    done = register(found(), row_of(found(), Reference.load(tmp_path)), tmp_path)
    assert (done.change, done.key) == (Change.KEPT, "cf")
    assert why in done.why
    assert path.read_bytes() == before


def test_two_rows_of_one_host_are_left_to_the_user(tmp_path: Path) -> None:
    first = "a,长丰,county,340121,http://a.changfeng.gov.cn/,www.changfeng.gov.cn,,,,"
    second = "b,长丰,county,340121,http://b.changfeng.gov.cn/,www.changfeng.gov.cn,,,,"
    registry(tmp_path, first, second)
    done = register(found(), row_of(found(), Reference.load(tmp_path)), tmp_path)
    assert done.change is Change.KEPT
    assert "(a, b)" in done.why


def test_a_key_that_was_given_away_meanwhile_gets_a_number(tmp_path: Path) -> None:
    path = registry(tmp_path)
    mine, other = found(), found("http://new.changfeng.gov.cn/")
    rows = [row_of(one, Reference.load(tmp_path)) for one in (mine, other)]
    assert [row.cells["key"] for row in rows] == ["gov-340121", "gov-340121"]
    for one, row in zip((mine, other), rows, strict=True):
        register(one, row, tmp_path)
    assert [row["key"] for row in rows_in(path)] == ["gov-340121", "gov-340121-2"]


def test_keys_of_one_run_differ(tmp_path: Path) -> None:
    registry(tmp_path)
    reference = Reference.load(tmp_path)
    row = row_of(found(), reference, taken={"gov-340121", "gov-340121-2"})
    assert row.cells["key"] == "gov-340121-3"


def test_a_byte_order_mark_and_further_columns_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "portals.csv"
    path.write_bytes(f"\ufeff{HEADER},remark\r\n{OTHER},wait".encode())
    put(tmp_path, found())
    assert path.read_bytes().startswith(f"\ufeff{HEADER},remark\r\n{OTHER},wait\r\n".encode())
    (_, mine) = rows_in(path)
    assert (mine["key"], mine["remark"]) == ("gov-340121", "")


def test_what_the_pages_do_not_tell_is_asked_of_the_user(tmp_path: Path) -> None:
    registry(tmp_path)
    home = "http://127.1.0.1:8000/"
    lines = [line.replace("长丰县", "") for line in LINES]
    pages = {"/": page("/nb/|信息公开年报"), "/nb/": column(*lines)}
    what = explore(site(pages, home), home).found
    reference = Reference.load(tmp_path)
    assert row_of(what, reference).missing == ("--name", "--division-code")
    told = row_of(what, reference, name="长丰县水务局", code="340121")
    assert told == FoundRow(
        {
            "key": "127-1-0-1",
            "name": "长丰县水务局",
            "level": "county",
            "division_code": "340121",
            "homepage": home,
            "hosts": "127.1.0.1",
            "family": "generic",
            "columns": f"{home}nb/",
            "settings": "",
        }
    )


def test_a_registry_that_cannot_be_written_is_told_before_the_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir(mode=0o555)
    words = ["discover", "http://127.0.0.1:1/", "--register", "--archive", "elsewhere"]
    with like_anyone():
        assert run(gongkai, words) == 2
    told = capsys.readouterr()
    assert told.err == "data/portals.csv: cannot be written (Permission denied)\n"
    assert (told.out, Path("elsewhere").exists()) == ("", False)
