"""The wall: what turns bytes into rows reaches no network and knows no crawler.

Two proofs. The imports of ``pipelines/`` are read, those inside functions and under
``TYPE_CHECKING`` too, and names given to ``importlib`` as strings. Then ``inspect`` and
``extract`` are run in a process where scrapy, twisted and crawler cannot be imported.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipelines.cli_samples import TEXT

ROOT = Path(__file__).resolve().parents[1]
PIPELINES = ROOT / "pipelines"

FORBIDDEN = (
    "aiohttp",
    "asyncio",
    "boto3",
    "botocore",
    "crawler",
    "ftplib",
    "http.client",
    "http.server",
    "httpx",
    "parsel",
    "paramiko",
    "pycurl",
    "requests",
    "scrapy",
    "selectors",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "telnetlib",
    "twisted",
    "urllib.request",
    "urllib3",
    "websockets",
    "xmlrpc",
)
#: What may connect by the architecture, each with the file that may: Dask and S3 only.
EXCEPTIONS: dict[str, tuple[str, ...]] = {
    "engine.py": ("distributed", "dask"),
}
#: Modules that import a name they look up: every text in them is held to be one.
LOOKED_UP = ("__init__.py",)
COMPUTED = "(a name computed at run time)"
#: Libraries that connect and are forbidden outside the exceptions.
CONNECTING = ("dask", "distributed", "fsspec", "s3fs")

#: A finder that answers like an interpreter in which these packages were never installed.
ABSENT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"scrapy", "twisted", "crawler"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None
sys.meta_path.insert(0, Absent())
"""


def imported(source: str) -> Iterator[str]:
    """Yield the dotted name of every import of a module, wherever it stands in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module)
        elif isinstance(node, ast.Call):
            yield from _imported_by_name(node)


def _imported_by_name(call: ast.Call) -> Iterator[str]:
    """Yield the literal name given to ``import_module``, ``__import__``, ``find_spec`` ..."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name not in {"__import__", "import_module", "find_spec", "run_module", "resolve_name"}:
        return
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [text for argument in arguments[:1] for text in _texts(argument)]
    yield from texts if texts and isinstance(arguments[0], ast.Constant) else (COMPUTED,)


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def offences(source: str, path: str = "module.py") -> list[str]:
    names = set(imported(source))
    if path in LOOKED_UP and COMPUTED in names:
        names = names - {COMPUTED} | set(_texts(ast.parse(source)))
    allowed = EXCEPTIONS.get(path, ())
    forbidden = (*FORBIDDEN, *(name for name in CONNECTING if name not in allowed), COMPUTED)
    return sorted(
        name for name in names if any(f"{name}.".startswith(f"{wall}.") for wall in forbidden)
    )


@pytest.mark.parametrize(
    "path", sorted(PIPELINES.rglob("*.py")), ids=lambda path: str(path.relative_to(PIPELINES))
)
def test_imports_of_the_data_half(path: Path) -> None:
    relative = path.relative_to(PIPELINES).as_posix()
    assert offences(path.read_text(encoding="utf-8"), relative) == []


@pytest.mark.parametrize(
    ("source", "offence"),
    [
        ("import scrapy", "scrapy"),
        ("import scrapy.http", "scrapy.http"),
        ("from twisted.internet import reactor", "twisted.internet.reactor"),
        ("def f():\n    from crawler.state import State", "crawler.state.State"),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import crawler.guard",
            "crawler.guard",
        ),
        ("from urllib import request", "urllib.request"),
        ("from http import client", "http.client"),
        ("import socket as s", "socket"),
        ("import importlib\nimportlib.import_module('scrapy')", "scrapy"),
        ("__import__('requests')", "requests"),
        ("from importlib import import_module\nimport_module(name='httpx')", "httpx"),
        ("import importlib\nimportlib.import_module(x)", COMPUTED),
        ("import importlib\nimportlib.import_module('scra' + 'py')", COMPUTED),
        ("import s3fs", "s3fs"),
    ],
)
def test_an_import_over_the_wall_is_seen(source: str, offence: str) -> None:
    assert offence in offences(source)


@pytest.mark.parametrize(
    "source",
    [
        "from urllib.parse import urljoin",
        "import http\nhttp.HTTPStatus.OK",
        "from pipelines.model import Capture",
        "import requests_of_the_form",
        "from . import crawler_notes",
    ],
)
def test_what_only_looks_like_one_is_not(source: str) -> None:
    assert offences(source) == []


def test_a_table_of_names_to_import_is_read_too() -> None:
    source = "import importlib\nHOMES = {'State': '%s'}\nimportlib.import_module(HOMES[name])"
    assert offences(source % "pipelines.api", "__init__.py") == []
    assert offences(source % "crawler.state", "__init__.py") == ["crawler.state"]


def test_only_the_engine_may_know_dask() -> None:
    assert offences("import dask.distributed", "engine.py") == []
    assert offences("import dask.distributed", "reading.py") == ["dask.distributed"]


def run_walled(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line where the three packages are absent."""
    program = f"{ABSENT}\nfrom pipelines.cli import main\nsys.argv[0] = 'gongkai'\nmain()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_inspect_runs_without_the_crawl_half(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    done = run_walled(tmp_path, "inspect", "report.txt", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["report"]["year"] == 2023


def test_extract_runs_without_the_crawl_half(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    done = run_walled(tmp_path, "extract", "report.txt", "--dataset", "out")
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1]
    assert last == "read 1 = reports 1 + copies 0 + attachments 0 + no report 0 + unreadable 0"
    assert (tmp_path / "out" / "reports").is_dir()


def test_a_crawl_command_says_in_one_line_that_it_is_not_there(tmp_path: Path) -> None:
    done = run_walled(tmp_path, "crawl")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("crawl: cannot be loaded from crawler.cli:crawl: No module named")
    assert len(done.stderr.splitlines()) == 1


def test_help_names_it_all_the_same(tmp_path: Path) -> None:
    done = run_walled(tmp_path, "--help")
    assert done.returncode == 0
    assert "extract" in done.stdout
    assert "(not available: No module named 'crawler'" in done.stdout
