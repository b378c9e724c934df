"""Errors of a dataset that a user can cause."""

from __future__ import annotations

from pipelines.errors import LockedError, UserError


class DatasetError(UserError):
    """The folder is no dataset, of a newer contract, damaged, or cannot be written."""


class DatasetLockedError(LockedError):
    """Another run writes to the dataset and did not end in time."""
