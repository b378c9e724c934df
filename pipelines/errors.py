"""Errors that a user can cause: one line that says what, where and what to do.

The commands print the message and end with :attr:`UserError.exit_code`; they never show a
traceback for these.
"""

from __future__ import annotations


class UserError(Exception):
    """The user can mend this; ``str(error)`` is the whole line that is printed."""

    exit_code = 2


class LockedError(UserError):
    """Another run holds the lock of the dataset or of the crawl."""

    exit_code = 3
