"""What every list page said last, so that an answer without news says it again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from crawler.conditional import KnownRecord
from crawler.families import Entry, ListPage, Post
from crawler.state.database import Database
from crawler.tasks import canonical, key_of


@dataclass(frozen=True, slots=True)
class ListSaid:
    """What a list page said: its lines, and the folders of its column where it has some.

    ``family`` is the name of the family that read it.
    """

    page: ListPage
    family: str = ""
    folders: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Digest of the set of its entries: address, title, date, files."""
        lines = sorted(f"{key_of(canonical(e.url))} {line_digest(e)}" for e in self.page.entries)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredList:
    """A list page in the state: what it said, its record, and when which visit read it.

    ``known`` is the record that holds its body, ``record_id`` that of its last answer.
    """

    said: ListSaid
    digest: str
    known: KnownRecord | None
    record_id: str
    visit: dt.datetime
    read_at: dt.datetime


def line_digest(entry: Entry) -> str:
    """Digest of one line of a list: title, date, files; the page it stands on may change."""
    files = sorted(key_of(canonical(file)) for file in entry.attachments)
    line = json.dumps([entry.title, str(entry.date or ""), files], ensure_ascii=False)
    return hashlib.sha256(line.encode()).hexdigest()[:16]


class Lists:
    """The table ``lists``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, portal: str, key: str) -> StoredList | None:
        """Return what a list page said last."""
        row = self._db.row(
            "SELECT family, page, digest, known, record_id, visit, read_at FROM lists "
            "WHERE portal = ? AND key = ?",
            portal,
            key,
        )
        if row is None:
            return None
        family, page, digest, known, record_id, visit, read_at = row
        return StoredList(
            _said(family, json.loads(page)),
            digest,
            KnownRecord.from_json(known) if known else None,
            record_id,
            dt.datetime.fromisoformat(visit),
            dt.datetime.fromisoformat(read_at),
        )

    def put(self, portal: str, key: str, stored: StoredList) -> None:
        """Write down what a list page said."""
        known = stored.known
        values = (
            portal,
            key,
            stored.said.family,
            json.dumps(_page(stored.said), ensure_ascii=False),
            stored.digest,
            known and known.to_json(),
            stored.record_id,
            stored.visit.isoformat(),
            stored.read_at.isoformat(),
        )
        marks = ",".join("?" * len(values))
        self._db.write(f"INSERT OR REPLACE INTO lists VALUES ({marks})", *values)  # noqa: S608 - marks only


def _page(said: ListSaid) -> dict[str, Any]:
    return {
        "entries": [
            [entry.url, entry.title, entry.date and entry.date.isoformat(), *entry.attachments]
            for entry in said.page.entries
        ],
        "following": [
            [step.url, step.form, step.media] if isinstance(step, Post) else [step]
            for step in said.page.following
        ],
        "unread": said.page.unread,
        "folders": said.folders,
    }


def _said(family: str, page: dict[str, Any]) -> ListSaid:
    entries = tuple(
        Entry(url, title, dt.date.fromisoformat(date) if date else None, tuple(files))
        for url, title, date, *files in page["entries"]
    )
    following = tuple(Post(*step) if len(step) > 1 else step[0] for step in page["following"])
    return ListSaid(ListPage(entries, following, page["unread"]), family, tuple(page["folders"]))
