"""Documents read within limits of time and memory, so that a bad one costs itself only."""

from __future__ import annotations

from pipelines.limits.limits import Limits
from pipelines.limits.reader import LimitedReader

__all__ = ["LimitedReader", "Limits"]
