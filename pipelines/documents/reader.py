"""Who reads a document: this process, or a worker that a hostile file cannot take along.

Extraction asks a :class:`Reader` and does not know which. All of them give the same Document for
the same bytes, as long as these stay within the limits of the reader.
"""

from __future__ import annotations

from typing import Final, Protocol

from pipelines.documents import read_document
from pipelines.documents.kinds import Kind
from pipelines.model import Document
from pipelines.second.figures import SecondReading
from pipelines.second.reading import second_reading


class Reader(Protocol):
    """Reads one document of any kind."""

    def read(self, body: bytes, *, content_type: str | None, name: str | None) -> Document:
        """Return the document, as :func:`~pipelines.documents.read_document` does.

        Raises :class:`~pipelines.documents.DocumentError` with one line for whatever cannot be
        read, the limits of the reader among it.
        """

    def second(
        self, body: bytes, *, kind: Kind, content_type: str | None, charset: str | None
    ) -> SecondReading | None:
        """Read the tables again in another way, as :func:`~pipelines.second.second_reading` does.

        Null where there is none, the limits of the reader among the reasons.
        """


class DirectReader:
    """Reads in this process: pure and without limits of its own."""

    def read(self, body: bytes, *, content_type: str | None, name: str | None) -> Document:
        """Return the document."""
        return read_document(body, content_type=content_type, name=name)

    def second(
        self, body: bytes, *, kind: Kind, content_type: str | None, charset: str | None
    ) -> SecondReading | None:
        """Read the tables again in another way."""
        return second_reading(body, kind=kind, content_type=content_type, charset=charset)


DIRECT: Final = DirectReader()
