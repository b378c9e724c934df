"""Why a request failed, in words for a person."""

from __future__ import annotations


def reason_of(error: BaseException | None) -> str:
    """Return in one line why a request got no answer.

    Twisted keeps what happened to a connection as a list inside its own error, and Scrapy's
    error, which stands for that, says the list as Python writes it.
    """
    cause = None if error is None else error.__cause__
    inner = [failure.value for failure in getattr(cause, "reasons", None) or ()]
    said = [str(one) or type(one).__name__ for one in inner or [error]]
    return " ".join("; ".join(dict.fromkeys(said)).split())
