"""The dataset: eight tables of Parquet files that follow from what was captured.

``staging`` takes what was extracted, ``commit`` merges it, ``read`` opens it for researchers.
"""

from __future__ import annotations

from pipelines.dataset.commit import CommitSummary, commit
from pipelines.dataset.errors import DatasetError, DatasetLockedError
from pipelines.dataset.read import Dataset, open_dataset

__all__ = [
    "CommitSummary",
    "Dataset",
    "DatasetError",
    "DatasetLockedError",
    "commit",
    "open_dataset",
]
