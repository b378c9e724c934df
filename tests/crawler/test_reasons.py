"""Why a request failed is said in words, not as Python writes its objects."""

from __future__ import annotations

import pytest
from scrapy.exceptions import DownloadFailedError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure
from twisted.web.client import ResponseNeverReceived

from crawler.reasons import reason_of


def _raised(*inner: BaseException) -> DownloadFailedError:
    """Return an error as Scrapy raises it from one of Twisted."""
    failures = [Failure(one) for one in inner]  # type: ignore[no-untyped-call]
    cause = ResponseNeverReceived(failures)  # type: ignore[no-untyped-call]
    error = DownloadFailedError(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (_raised(ConnectionDone()), "Connection was closed cleanly."),
        (
            _raised(ConnectionLost("by\npeer"), ConnectionLost("by\npeer")),
            "Connection to the other side was lost in a non-clean fashion: by peer.",
        ),
        (ValueError("no\nlength"), "no length"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_one_line_says_what_happened(error: BaseException, said: str) -> None:
    assert reason_of(error) == said
