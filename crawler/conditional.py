"""Asking only whether something changed: what is known of an address, and what follows from it.

A :class:`KnownRecord` is the record of the archive that holds the body which an address gave
last, with the validators of its last answer. From it come the conditional headers of the next
request, and the profile of the revisit record that stands for an answer without news.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Final, Self

from crawler.http_message import Headers, HttpRequest, HttpResponse, target_uri

#: Profiles of WARC 1.1 for a 304, and for a 200 whose payload is that of the record known.
NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

IF_NONE_MATCH: Final = "If-None-Match"
IF_MODIFIED_SINCE: Final = "If-Modified-Since"


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """The record that holds the body of an address: always a ``response``, never a revisit.

    Written down with :meth:`to_json`. ``payload_digest`` as in ``WARC-Payload-Digest``, ``record_id`` with its brackets, ``url``
    the ``WARC-Target-URI`` and ``date`` the ``WARC-Date`` of that record. ``etag`` and
    ``last_modified`` are of the last answer, null where it carried none. ``list_digest`` is
    set where that answer was a list page that was not stored, since its entries were those of
    this record: the digest of these entries. Its validators are then not those of the body.
    ``file`` (base name) and ``offset`` say where the record stands, so that a revisit record can
    lead a reader there at once; -1 where that is not known.
    """

    payload_digest: str
    record_id: str
    url: str
    date: dt.datetime
    etag: str | None = None
    last_modified: str | None = None
    list_digest: str | None = None
    file: str = ""
    offset: int = -1

    def to_json(self) -> str:
        """Return one line of JSON, for the state of a crawl."""
        return json.dumps({**asdict(self), "date": self.date.isoformat()}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what :meth:`to_json` wrote."""
        values = json.loads(text)
        return cls(**{**values, "date": dt.datetime.fromisoformat(values["date"])})


def payload_digest(body: bytes) -> str:
    """Digest of a body as received (its Content-Encoding kept), as WARC headers print it."""
    # Not for security: what every reader of archives computes and compares.
    raw = hashlib.sha1(body, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(raw).decode("ascii")


def validators(headers: Headers) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of an answer; null where it has none that can be sent back."""
    return _one(headers, b"etag"), _one(headers, b"last-modified")


def _one(headers: Headers, wanted: bytes) -> str | None:
    for name, value in headers:
        printed = value.strip()
        if name.lower() == wanted and printed and printed.isascii() and b"\n" not in printed:
            return printed.decode("ascii")
    return None


def condition(known: KnownRecord, url: str, method: str = "GET") -> dict[str, str]:
    """Headers that make the request of ``url`` conditional; none where nothing can be asked so.

    Validators belong to one address: a redirect that leads elsewhere is asked without.
    """
    if method != "GET" or target_uri(url) != known.url:
        return {}
    found = {IF_NONE_MATCH: known.etag, IF_MODIFIED_SINCE: known.last_modified}
    return {name: value for name, value in found.items() if value is not None}


def revisit_profile(
    known: KnownRecord | None, request: HttpRequest, response: HttpResponse
) -> str | None:
    """Profile of the revisit record that stands for this answer; null where it must be stored."""
    if known is None or response.truncated is not None:
        return None
    if response.status == HTTPStatus.NOT_MODIFIED:
        asked = condition(known, request.url, request.method)
        return NOT_MODIFIED if asked else None
    if response.status == HTTPStatus.OK and payload_digest(response.body) == known.payload_digest:
        return IDENTICAL
    return None
