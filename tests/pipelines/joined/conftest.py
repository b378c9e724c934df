"""What tests of joined captures share."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from pipelines.documents.reader import DIRECT


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)
    # Nor for a process that reads hostile files: these are none.
    monkeypatch.setattr("pipelines.workers.task.LimitedReader", lambda _: nullcontext(DIRECT))
