"""One answer after the other: the network is looked after while many wait to be taken in."""

from __future__ import annotations

import asyncio


class Pace:
    """Lets those who wait go on one by one, each in a turn of the event loop of its own.

    An answer is archived and read in one piece. Were two hundred that came together taken in
    together, nobody would look at the network meanwhile, and on a busy machine answers that lie
    ready would be given up as too late.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def turn(self) -> None:
        """Return when it is the caller's turn."""
        async with self._lock:
            await asyncio.sleep(0)
