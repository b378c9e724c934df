"""Further commands come from entry points, late, and a broken one is one line."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import click
import pytest

from pipelines import commands
from pipelines.commands import LOCAL_PATH, CommandGroup
from pipelines.console import run


@click.command(help="Walk the portals.")
def walk() -> None:
    click.echo("walked")


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> CommandGroup:
    """A group with one own command and the entry points walk, lost and odd."""
    module = ModuleType("gongkai_test_plugin")
    vars(module).update(walk=walk, odd="not a command")
    monkeypatch.setitem(sys.modules, "gongkai_test_plugin", module)
    entries = [
        EntryPoint("walk", "gongkai_test_plugin:walk", commands.GROUP),
        EntryPoint("lost", "gongkai_no_such_module:run", commands.GROUP),
        EntryPoint("odd", "gongkai_test_plugin:odd", commands.GROUP),
        EntryPoint("read", "gongkai_no_such_module:read", commands.GROUP),
    ]
    monkeypatch.setattr(
        commands, "entry_points", lambda *, group: entries if group == commands.GROUP else []
    )
    own = click.Command("read", callback=lambda: click.echo("read"), help="Read one file.")
    return CommandGroup(name="gongkai", commands={"read": own})


def test_an_own_command_loads_no_entry_point(
    group: CommandGroup, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(EntryPoint, "load", lambda self: pytest.fail(f"{self.name} was loaded"))
    assert run(group, ["read"]) == 0
    assert capsys.readouterr().out == "read\n"


def test_a_command_that_is_lacking_comes_from_its_entry_point(
    group: CommandGroup, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, ["walk"]) == 0
    assert capsys.readouterr().out == "walked\n"


@pytest.mark.parametrize("arguments", [["lost"], ["lost", "--help"], ["lost", "a", "--b", "c"]])
def test_a_broken_entry_point_is_one_line(
    group: CommandGroup, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "lost: cannot be loaded from gongkai_no_such_module:run: No module named "
        "'gongkai_no_such_module'; install gongkai again with all that it needs "
        "(pip install --force-reinstall gongkai)\n"
    )


def test_an_entry_point_that_is_no_command_is_one_line(
    group: CommandGroup, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, ["odd"]) == 2
    assert "it is not a click command" in capsys.readouterr().err


def test_help_shows_all_of_them(group: CommandGroup, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(group, ["--help"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "read Read one file." in lines
    assert "walk Walk the portals." in lines
    assert any(line.startswith("lost (not available: No module named") for line in lines)


def test_an_unknown_command_is_one_line(
    group: CommandGroup, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, ["fly"]) == 2
    printed = capsys.readouterr().err
    assert "No such command 'fly'" in printed
    assert len(printed.splitlines()) == 1


def test_s3_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    command = click.Command("read", params=[click.Argument(["path"], type=LOCAL_PATH)])
    assert run(command, ["s3://bucket/archive"]) == 2
    assert capsys.readouterr().err == (
        "gongkai: s3://bucket/archive: this version reads and writes local paths only; "
        "copy it to this machine first\n"
    )


def test_a_local_path_is_a_path() -> None:
    assert LOCAL_PATH.convert("data/archive", None, None) == Path("data/archive")
