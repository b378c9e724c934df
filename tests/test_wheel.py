"""A wheel, installed in an empty environment elsewhere, works from any folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.pipelines.cli_samples import TEXT

ROOT = Path(__file__).resolve().parents[1]
#: What pip says when it reaches no registry: then there is nothing to install from.
UNREACHABLE = "(from versions: none)"

pytestmark = pytest.mark.slow


class Installed:
    """An environment of its own, with nothing of the checkout on its path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.bin = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return clean_run([self.bin / command[0], *command[1:]], self.work)

    def site_packages(self) -> Path:
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        return Path(self.run("python", "-c", code).stdout.strip())


def clean_run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run without what the tests' own environment would lend."""
    lent = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in lent}
    return subprocess.run(
        command,
        cwd=folder,
        env={**environment, "PYTHONUTF8": "1", "PIP_NO_INPUT": "1", "PIP_RETRIES": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )


def pip(command: Sequence[str | Path], folder: Path) -> None:
    """Run pip; skip where it reaches no registry, fail for all else that goes wrong."""
    done = clean_run(command, folder)
    if done.returncode and UNREACHABLE in done.stderr:
        reason = next(line for line in done.stderr.splitlines() if UNREACHABLE in line)
        pytest.skip(f"the package registry cannot be reached: {reason.strip()}")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT], folder)
    return next(folder.glob("gongkai-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = Installed(tmp_path_factory.mktemp("elsewhere"))
    place.work.mkdir()
    venv.create(place.folder / "venv", with_pip=True)
    pins = ROOT / "constraints.txt"
    pip([place.bin / "python", "-m", "pip", "install", "-q", "-c", pins, wheel], place.work)
    (place.work / "report.txt").write_text(TEXT, encoding="utf-8")
    return place


def test_the_reference_data_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {Path(name).name for name in archive.namelist() if "/_reference/" in name}
    assert inside == {path.name for path in (ROOT / "data").glob("*.csv")}


def test_formats_and_licences_are_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name).name for name in archive.namelist()}
    assert {"2014.toml", "2019.toml", "2021.toml", "LICENSE", "LICENSE-DATA", "py.typed"} <= names


def test_doctor(installed: Installed) -> None:
    done = installed.run("gongkai", "doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert "divisions.csv" in done.stdout
    assert str(ROOT) not in done.stdout


def test_inspect(installed: Installed) -> None:
    done = installed.run("gongkai", "inspect", "report.txt", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert data["report"]["year"] == 2023
    assert data["report"]["region_code"] == "320813"
    assert data["disputes"]["reconsideration"]["total"] == 3


def test_the_data_half_works_where_the_crawl_half_is_deleted(installed: Installed) -> None:
    """Last, since it takes something away: a real absence, not only an import that is refused."""
    site = installed.site_packages()
    for package in ("crawler", "scrapy", "twisted"):
        shutil.rmtree(site / package)
    done = installed.run("gongkai", "inspect", "report.txt", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    done = installed.run("gongkai", "extract", "report.txt", "--dataset", "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("read 1 = reports 1 + ")
