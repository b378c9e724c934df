"""Writers: a page to the bytes of a file of each kind."""

from __future__ import annotations
