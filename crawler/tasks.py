"""One address to ask, why, and how the answer was judged."""

from __future__ import annotations

import datetime as dt
import json
import re
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
#: Answers by which a portal says that it does not want to be asked.
REFUSED = frozenset({Verdict.BLOCKED, Verdict.CHALLENGED})

#: Session ids in the path: those of Java, and those of ASP.NET without cookies.
_SESSION_PATH = re.compile(r";jsessionid=[^/;?]*|/\(S\([A-Za-z0-9]{8,}\)\)", re.IGNORECASE)
#: Session ids in the query; a short ``sid`` is the number of a site.
_SESSION_QUERY = re.compile(
    r"jsessionid=.*|(?:sid|session_?id|phpsessid|aspsessionid\w*)=[0-9a-f-]{16,}", re.IGNORECASE
)
#: Pages of servers that do not tell cases apart.
_CASELESS = re.compile(r"\.aspx?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Task:
    """One address to ask.

    ``column`` is the column of a list page; ``files`` are documents that stand in the same
    line of the list; ``depth`` counts the steps away from the list, of a list page those of
    folders away from its column; ``form`` makes it a POST (list pages only), of the type
    ``media``; ``year`` is set where the address is that of the report of one year.
    """

    url: str
    kind: Kind
    contexts: tuple[Context, ...] = ()
    column: str = ""
    files: tuple[str, ...] = ()
    depth: int = 0
    form: str = ""
    media: str = ""
    year: int = 0

    @property
    def key(self) -> str:
        """What tells tasks apart: the key of the address, and what is posted to it."""
        key = key_of(self.url)
        return f"{key} {self.form}" if self.form else key

    def with_contexts(self, more: tuple[Context, ...]) -> Self:
        """Return the task with further contexts, none twice."""
        return replace(self, contexts=tuple(dict.fromkeys((*self.contexts, *more))))

    def with_files(self, more: tuple[str, ...]) -> Self:
        """Return the task with further files beside it, none twice."""
        return replace(self, files=tuple(dict.fromkeys((*self.files, *more))))


def canonical(url: str) -> str:
    """Return the one spelling of an address, as it goes over the wire.

    Lower-case host, no default port, no fragment, no session id, characters escaped that an
    address may not hold. Raises ``ValueError`` for what is no address.
    """
    parts = urlsplit(safe_url_string(url))
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    netloc = host if port is None or _DEFAULT_PORTS.get(parts.scheme) == port else f"{host}:{port}"
    path = _SESSION_PATH.sub("", parts.path) or "/"
    pairs = parts.query.split("&")
    query = "&".join(pair for pair in pairs if not _SESSION_QUERY.fullmatch(pair))
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def key_of(url: str) -> str:
    """Return what tells canonical addresses apart: of caseless servers, the path in lower case."""
    parts = urlsplit(url)
    if not _CASELESS.search(parts.path):
        return url
    return urlunsplit(parts._replace(path=parts.path.lower()))


def contexts_to_json(contexts: tuple[Context, ...]) -> str:
    """Write contexts for the state."""
    return json.dumps([asdict(context) for context in contexts], default=str, ensure_ascii=False)


def contexts_from_json(text: str) -> tuple[Context, ...]:
    """Read what :func:`contexts_to_json` wrote."""
    return tuple(_context(record) for record in json.loads(text))


def _context(record: dict[str, Any]) -> Context:
    date = record.pop("list_date")
    return Context(list_date=dt.date.fromisoformat(date) if date else None, **record)
