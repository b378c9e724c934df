"""``gongkai archive stats``: bytes on disk by type, night and portal."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipelines.archive_tools.stats import measure
from pipelines.cli import gongkai
from pipelines.console import run
from pipelines.reference import Portal, Portals
from tests.pipelines.warc_bytes import record, response, warcinfo, write_gz

SITE, OTHER, LISTED = "http://www.a.gov.cn", "http://www.b.gov.cn", "http://www.c.gov.cn"
REGISTRY = Portals(
    [
        Portal(
            key="c",
            name="丙县人民政府",
            level="county",
            division_code="150121",
            homepage=LISTED,
            hosts=("www.c.gov.cn",),
        )
    ]
)
#: 03:00 and 10:00 in China are the night of the day before, 23:00 is that of the day.
BEFORE, AFTER = "2024-01-20T19:00:00Z", "2024-01-21T15:00:00Z"


def page(url: str, date: str) -> bytes:
    return response(url, headers={"WARC-Date": date})


def request(url: str, date: str) -> bytes:
    return record("request", b"GET / HTTP/1.1\r\n\r\n", {"WARC-Target-URI": url, "WARC-Date": date})


def beside(url: str, date: str, portal: str) -> bytes:
    block = f"gongkai: 1\r\nportal: {portal}\r\n".encode()
    return record("metadata", block, {"WARC-Target-URI": url, "WARC-Date": date})


def same_list(url: str, date: str) -> bytes:
    headers = {"WARC-Target-URI": url, "WARC-Date": date}
    return record("metadata", b"gongkai-list: 1\r\n", headers)


def visit(portal: str, date: str) -> bytes:
    block = f"gongkai-visit: 1\r\nportal: {portal}\r\n".encode()
    return record("metadata", block, {"WARC-Date": date})


#: What belongs to whom: portal, night, records.
GROUPS: list[tuple[str | None, str, list[bytes]]] = [
    (None, "2023-01-18", [warcinfo("gongkai/0.1.0")]),
    (
        "a",
        "2024-01-20",
        [
            page(SITE + "/1.html", BEFORE),
            request(SITE + "/1.html", BEFORE),
            beside(SITE + "/1.html", BEFORE, "z"),
            beside(SITE + "/1.html", BEFORE, "a"),
        ],
    ),
    # A list page: nothing is written beside it, but its host is that of no other portal.
    ("b", "2024-01-20", [page(OTHER + "/list/", BEFORE), request(OTHER + "/list/", BEFORE)]),
    ("b", "2024-01-21", [page(OTHER + "/1.html", AFTER), beside(OTHER + "/1.html", AFTER, "b")]),
    ("c", "2024-01-21", [page(LISTED + "/robots.txt", AFTER)]),
    (None, "2024-01-21", [page("http://www.nobody.example/", AFTER)]),
    ("c", "2024-01-21", [same_list(LISTED + "/list/", AFTER)]),
    ("甲", "2024-01-21", [visit("甲", AFTER)]),
]


def size(records: list[bytes]) -> int:
    return sum(len(gzip.compress(one)) for one in records)


def archive(folder: Path) -> Path:
    write_gz(folder / "a.warc.gz", *(one for _, _, records in GROUPS[:4] for one in records))
    write_gz(folder / "b.warc.gz", *(one for _, _, records in GROUPS[4:] for one in records))
    return folder


def test_every_byte_belongs_to_a_night_and_a_portal(tmp_path: Path) -> None:
    found = measure([archive(tmp_path)], REGISTRY, workers=1).to_dict()
    nights: dict[str, int] = {}
    portals: dict[str | None, int] = {}
    for portal, night, records in GROUPS:
        nights[night] = nights.get(night, 0) + size(records)
        portals[portal] = portals.get(portal, 0) + size(records)

    assert found["nights"] == nights
    assert found["no_portal_bytes"] == portals.pop(None)
    assert {portal: one["bytes"] for portal, one in found["portals"].items()} == portals
    assert found["portals"]["b"]["nights"] == {
        "2024-01-20": size(GROUPS[2][2]),
        "2024-01-21": size(GROUPS[3][2]),
    }
    assert found["bytes"] == sum(path.stat().st_size for path in tmp_path.iterdir())
    assert found["bytes"] == sum(one["bytes"] for one in found["records"].values())
    assert {kind: one["count"] for kind, one in found["records"].items()} == {
        "warcinfo": 1,
        "response": 5,
        "request": 2,
        "metadata": 5,
    }


def test_a_damaged_file_is_measured_as_far_as_it_goes(tmp_path: Path) -> None:
    path = archive(tmp_path) / "a.warc.gz"
    path.write_bytes(path.read_bytes()[:-9])
    found = measure([path], REGISTRY, workers=1)

    assert found.records.total() == 8
    assert found.bytes_by_type.total() < found.size


def test_the_command_prints_one_object_or_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive(tmp_path)
    assert run(gongkai, ["archive", "stats", str(tmp_path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["files"], "甲" in printed["portals"]) == (2, True)
    assert run(gongkai, ["archive", "stats", str(tmp_path)]) == 0
    out = capsys.readouterr().out

    assert f"2 files, {printed['bytes']} bytes; 3 nights" in out
    assert "2024-01-20" in out
