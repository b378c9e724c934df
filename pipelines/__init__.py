"""From archived bytes to rows: documents, forms, reading, checks, dataset.

Nothing here fetches a page, and nothing here imports ``scrapy`` or ``crawler``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.api import ExtractedDocument, ExtractedReport, extract_all, extract_bytes
    from pipelines.dataset import open_dataset

__all__ = [
    "ExtractedDocument",
    "ExtractedReport",
    "extract_all",
    "extract_bytes",
    "open_dataset",
]

_HOMES = {
    "ExtractedDocument": "pipelines.api",
    "ExtractedReport": "pipelines.api",
    "extract_all": "pipelines.api",
    "extract_bytes": "pipelines.api",
    "open_dataset": "pipelines.dataset",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for on first use: the readers need no pandas, the dataset no lxml."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib  # noqa: PLC0415 - only where a name is asked for

    return getattr(importlib.import_module(_HOMES[name]), name)
