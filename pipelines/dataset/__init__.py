"""The dataset: eight tables of Parquet files that follow from what was captured.

``staging`` takes what was extracted, ``commit`` merges it, ``read`` opens it for researchers.
"""

from __future__ import annotations

from pipelines.dataset.commit import CommitSummary, commit
from pipelines.dataset.errors import DatasetError, DatasetLockedError

__all__ = ["CommitSummary", "DatasetError", "DatasetLockedError", "commit"]
