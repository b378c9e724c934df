"""What was seen, when, with which validators, and what a killed crawl has still to do.

One small SQLite file; a lock keeps a second crawl out.
"""

from __future__ import annotations

from crawler.state.addresses import Address, Answered
from crawler.state.database import FILE, LOCK
from crawler.state.lists import ListSaid, StoredList, line_digest
from crawler.state.portals import LONGEST_INTERVAL, Standing
from crawler.state.schema import VERSION
from crawler.state.store import State
from crawler.state.visits import Begun, Tally

__all__ = [
    "FILE",
    "LOCK",
    "LONGEST_INTERVAL",
    "VERSION",
    "Address",
    "Answered",
    "Begun",
    "ListSaid",
    "Standing",
    "State",
    "StoredList",
    "Tally",
    "line_digest",
]
