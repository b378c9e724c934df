"""The errors of this package."""

from __future__ import annotations

from pipelines.errors import UserError


class DocumentError(UserError):
    """These bytes cannot be read as a document; the message is one line that says why."""


class NotReadHereError(DocumentError):
    """The document is whole, but holds a kind of content that this version has no reader for."""


class ReaderError(UserError):
    """Files cannot be read at all on this machine, whatever they are; the message is one line."""
