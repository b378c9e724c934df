"""robots.txt as the country reads it: written anew from RFC 9309, without wildcards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Group:
    agents: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]


def allows(text: str | None, target: str) -> bool:
    """Tell whether everybody may ask ``target`` (path and query); without a file, everything.

    The longest rule that begins the target counts; of equal ones, the one that allows.
    """
    best = ("", True)
    for name, value in _rules(text):
        if name in {"allow", "disallow"} and value and target.startswith(value):
            best = max(best, (value, name == "allow"), key=lambda rule: (len(rule[0]), rule[1]))
    return best[1]


def crawl_delay(text: str | None) -> float:
    """Return the seconds between requests that everybody is asked for; 0 where none."""
    return max((float(value) for name, value in _rules(text) if name == "crawl-delay"), default=0.0)


def _rules(text: str | None) -> tuple[tuple[str, str], ...]:
    """Return the rules of the group for everybody."""
    groups = _groups(text or "")
    return tuple(rule for group in groups if "*" in group.agents for rule in group.rules)


def _groups(text: str) -> Iterator[_Group]:
    agents: list[str] = []
    rules: list[tuple[str, str]] = []
    for line in text.splitlines():
        name, _, value = (part.strip() for part in line.partition(":"))
        if name.lower() == "user-agent":
            if rules:
                yield _Group(tuple(agents), tuple(rules))
                agents, rules = [], []
            agents.append(value)
        elif name:
            rules.append((name.lower(), value))
    yield _Group(tuple(agents), tuple(rules))
