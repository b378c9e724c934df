"""One address to ask, why, and how the answer was judged."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import safe_url_string

from pipelines.model import Context

_DEFAULT_PORTS = {"http": 80, "https": 443}


class Kind(StrEnum):
    """What an address is asked as."""

    LIST = "list"
    REPORT = "report"
    ATTACHMENT = "attachment"
    FRAME = "frame"
    PICTURE = "picture"


class Verdict(StrEnum):
    """How an answer was judged; the words of ``visits`` where they mean the same."""

    GOOD = "good"
    GONE = "gone"
    #: It leads to an address that is asked, or was asked, for its own sake.
    MOVED = "moved"
    BLOCKED = "blocked"
    CHALLENGED = "challenged"
    ROBOTS = "robots"
    ERROR = "error"


#: Verdicts after which an address is not asked again in the same visit.
FINAL = frozenset({Verdict.GOOD, Verdict.GONE, Verdict.MOVED})


@dataclass(frozen=True, slots=True)
class Task:
    """One address to ask.

    ``column`` is the column of a list page; ``files`` are documents that stand in the same
    line of the list; ``depth`` counts the steps away from the list; ``form`` makes it a POST
    (list pages only), of the type ``media``.
    """

    url: str
    kind: Kind
    contexts: tuple[Context, ...] = ()
    column: str = ""
    files: tuple[str, ...] = ()
    depth: int = 0
    form: str = ""
    media: str = ""

    @property
    def key(self) -> str:
        """What tells tasks apart: the address, and what is posted to it."""
        return f"{self.url} {self.form}" if self.form else self.url

    def with_contexts(self, more: tuple[Context, ...]) -> Self:
        """Return the task with further contexts, none twice."""
        return replace(self, contexts=tuple(dict.fromkeys((*self.contexts, *more))))


def canonical(url: str) -> str:
    """Return the one spelling of an address, as it goes over the wire.

    Lower-case host, no default port, no fragment, characters escaped that an address may not
    hold. Raises ``ValueError`` for what is no address.
    """
    parts = urlsplit(safe_url_string(url))
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    netloc = host if port is None or _DEFAULT_PORTS.get(parts.scheme) == port else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def contexts_to_json(contexts: tuple[Context, ...]) -> str:
    """Write contexts for the state."""
    return json.dumps([asdict(context) for context in contexts], default=str, ensure_ascii=False)


def contexts_from_json(text: str) -> tuple[Context, ...]:
    """Read what :func:`contexts_to_json` wrote."""
    return tuple(_context(record) for record in json.loads(text))


def _context(record: dict[str, Any]) -> Context:
    date = record.pop("list_date")
    return Context(list_date=dt.date.fromisoformat(date) if date else None, **record)
