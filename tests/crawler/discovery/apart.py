"""Discovery in a process of its own, since Scrapy runs once in a process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawler.discovery.run import run_discovery
from tests.apart import apart

_PATIENCE = 280


@dataclass(frozen=True)
class Told:
    """What discovery tells of one portal."""

    start: str
    family: str
    columns: frozenset[str]
    folders: int
    why_none: str


def _told(urls: list[str], options: dict[str, Any]) -> list[Told]:
    run = run_discovery(urls, **options)
    return [
        Told(
            one.start,
            one.family,
            frozenset(column.url for column in one.columns),
            one.folders,
            one.why_none,
        )
        for one in run.found
    ]


def discover_apart(urls: list[str], **options: Any) -> list[Told]:
    """Run :func:`crawler.discovery.run.run_discovery`, as long as a test may take."""
    return apart(_told, urls, options, within=_PATIENCE)
