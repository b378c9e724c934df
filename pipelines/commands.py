"""The command group: own commands first, further ones from entry points.

The crawl half registers its commands under the entry-point group ``gongkai.commands``. They
are loaded only for a command that the data half lacks, and for ``--help``, so the data half
works where the crawl half, or what it needs, is absent.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, NoReturn

import click

from pipelines.errors import UserError

GROUP = "gongkai.commands"


class CommandGroup(click.Group):
    """A click group that falls back to the entry points of :data:`GROUP`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Own commands and those of the entry points, by name; nothing is loaded."""
        return sorted({*super().list_commands(ctx), *_registered()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, loading its entry point only if it is not an own one."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        found = _registered().get(cmd_name)
        return None if found is None else _load(found)


def _registered() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def _load(entry: EntryPoint) -> click.Command:
    try:
        command = entry.load()
    except Exception as error:  # noqa: BLE001 - whatever a plug-in does, the rest must work
        return _unavailable(entry, _one_line(error))
    if not isinstance(command, click.Command):
        return _unavailable(entry, "it is not a click command")
    return command


def _unavailable(entry: EntryPoint, reason: str) -> click.Command:
    """Stand in for a command that cannot be loaded: its use is one line, its help too."""

    def explain(**_: Any) -> NoReturn:
        raise UserError(
            f"{entry.name}: cannot be loaded from {entry.value}: {reason}; "
            "install gongkai again with all that it needs (pip install --force-reinstall gongkai)"
        )

    return click.Command(
        entry.name,
        callback=explain,
        short_help=f"(not available: {reason})",
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )


def _one_line(error: Exception) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__


class LocalPath(click.Path):
    """A path on this machine, as :class:`~pathlib.Path`; ``s3://`` is refused in one line."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raise :class:`UserError` for an address where a local path is meant."""
        if "://" in str(value):
            command = ctx.command_path if ctx else "gongkai"
            raise UserError(
                f"{command}: {value}: this version reads and writes local paths only; "
                "copy it to this machine first"
            )
        return super().convert(value, param, ctx)


LOCAL_PATH = LocalPath()


def partitions(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> dict[str, int] | None:
    """Read ``region=NNNNNN,year=YYYY``, or one of the two, as numbers by name."""
    if value is None:
        return None
    pairs = [part.strip().partition("=") for part in value.split(",")]
    names = [name for name, _, _ in pairs]
    numbers = [number for _, _, number in pairs]
    known = set(names) <= {"region", "year"} and len(set(names)) == len(names)
    if not known or not all(number.isdecimal() for number in numbers):
        message = f"{value!r} is not region=NNNNNN, year=YYYY or both"
        raise click.BadParameter(message, ctx=ctx, param=param)
    return dict(zip(names, map(int, numbers), strict=True))
