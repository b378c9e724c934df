"""What the READMEs and guides say can be done: links, commands, Python."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipelines.cli import gongkai
from pipelines.schema import TABLES

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)


def fences(page: Path, language: str) -> Iterator[str]:
    """Yield the code blocks of one language."""
    text = page.read_text(encoding="utf-8")
    yield from re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def shell_lines(page: Path) -> Iterator[list[str]]:
    for block in fences(page, "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                yield words


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith("http")]
    assert [target for target in local if not (page.parent / target).exists()] == []


@each_page
def test_commands_and_their_options_exist(page: Path) -> None:
    context = click.Context(gongkai)
    for program, *arguments in shell_lines(page):
        if Path(program).name != "gongkai":
            continue
        command: click.Command | None = gongkai
        words = list(arguments)
        while isinstance(command, click.Group):
            command = command.get_command(context, words.pop(0))
        assert command is not None, arguments
        known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        used = {word.split("=")[0] for word in words if word.startswith("-")}
        assert used <= known, arguments


@each_page
def test_make_targets_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [words[1] for words in shell_lines(page) if words[0] == "make"]
    assert [name for name in targets if f"\n{name}:" not in makefile] == []


@each_page
def test_python_is_python(page: Path) -> None:
    for block in fences(page, "python"):
        ast.parse(block)


def test_both_readmes_show_the_same_commands_and_the_picture() -> None:
    english, chinese = (ROOT / name for name in READMES)
    assert list(shell_lines(english)) == list(shell_lines(chinese))
    assert list(fences(english, "python")) == list(fences(chinese, "python"))
    assert all("docs/flow.svg" in (ROOT / name).read_text(encoding="utf-8") for name in READMES)


def test_the_guides_name_real_tables() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"data/(?:demo/)?dataset/(\w+)/", text)) <= set(TABLES)


def test_the_picture_asks_nobody_for_anything() -> None:
    picture = (ROOT / "docs" / "flow.svg").read_text(encoding="utf-8")
    assert "<script" not in picture
    assert set(re.findall(r"https?://[^\"' ]+", picture)) == {"http://www.w3.org/2000/svg"}
