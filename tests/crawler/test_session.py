"""What a run of Scrapy takes from the system before it begins."""

from __future__ import annotations

import resource

import pytest

from crawler.session import CONNECTIONS, open_many

Limits = tuple[int, int]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((1024, 4096), (4096, 4096)),
        ((1024, 1_000_000), (CONNECTIONS, 1_000_000)),
        ((1024, resource.RLIM_INFINITY), (CONNECTIONS, resource.RLIM_INFINITY)),
        ((20_000, 20_000), (20_000, 20_000)),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY),) * 2,
    ],
)
def test_as_many_connections_as_may_be_are_allowed_and_never_fewer_than_before(
    before: Limits, after: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {resource.RLIMIT_NOFILE: before}
    monkeypatch.setattr(resource, "getrlimit", held.__getitem__)
    monkeypatch.setattr(resource, "setrlimit", held.__setitem__)
    open_many()
    assert held == {resource.RLIMIT_NOFILE: after}
