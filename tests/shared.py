"""Where the real reports are, for the tests that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(),
    reason="the corpus of real reports is not beside the checkout (../shared/corpus)",
)
