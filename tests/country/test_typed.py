"""From an empty folder to a data set, as a user types it: discover, portals, crawl.

The country is served by a process of its own. Its portals are asked by their addresses, since no
name server knows their names.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.simulation.country import truth
from crawler.simulation.country.__main__ import country_of, parser
from crawler.simulation.country.model import Country, PortalPlan
from tests.country.held import reports_of

COUNTRY = [
    *("--portals", "3", "--reports", "4", "--extra", "none"),
    *("--kind", "trs", "--kind", "ucap-json", "--kind", "free"),
]


@dataclass(frozen=True)
class Served:
    """What the process says that serves: its port; and the country, built a second time."""

    country: Country
    port: int

    def home(self, plan: PortalPlan) -> str:
        return f"http://{plan.address}:{self.port}/"

    def reports(self) -> dict[tuple[str, int], set[tuple[str, int]]]:
        """The pages of each report: where each is found by its address, and its number."""
        plans = self.country.portals
        return {
            (report.agency, report.year): {
                (page.url.replace(plans[page.portal].host, plans[page.portal].address), page.number)
                for page in report.pages
            }
            for report in truth.reports(self.country, self.port, 0)
        }


@contextmanager
def served() -> Iterator[Served]:
    command = [sys.executable, "-m", "crawler.simulation.country", *COUNTRY]
    country = country_of(parser().parse_args(COUNTRY))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        try:
            yield Served(country, port)
        finally:
            # It ends with its input.
            process.stdin.close()


def gongkai(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type a command in a folder, as the demo's test does, and see it end well."""
    command = [str(Path(sys.executable).with_name("gongkai")), *words]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.slow
def test_home_pages_are_typed_and_reports_are_there(tmp_path: Path) -> None:
    with served() as there:
        plans = list(there.country.portals.values())
        network = [word for plan in plans for word in ("--allow-host", plan.address)]
        network += ["--delay", "0"]
        homes = [there.home(plan) for plan in plans]

        found = gongkai(tmp_path, "discover", *homes, "--register", *network)
        rows = list(csv.DictReader(io.StringIO(found.stdout)))
        with_reports = [plan for plan in plans if plan.columns]
        assert [
            (row["name"], row["division_code"], row["family"], row["homepage"]) for row in rows
        ] == [
            (plan.name, plan.division.code, plan.family, there.home(plan)) for plan in with_reports
        ]
        assert "none found" in found.stderr

        keys = [row["key"] for row in rows]
        known = json.loads(gongkai(tmp_path, "portals", "--json", "--outcome", "never").stdout)
        assert set(keys) <= {one["key"] for one in known}

        gongkai(tmp_path, "crawl", *keys, *network)
        seen = json.loads(gongkai(tmp_path, "portals", "--json", "--outcome", "complete").stdout)
        assert {one["key"] for one in seen} == set(keys)
        expected = there.reports()
    held = {(one.agency, one.year): one for one in reports_of(tmp_path / "data" / "dataset")}
    assert held.keys() == expected.keys()
    for report, pages in expected.items():
        found_at = {(url, held[report].number) for url in held[report].urls}
        assert found_at
        assert found_at <= pages
