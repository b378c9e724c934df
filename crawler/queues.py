"""What waits to be asked, in order, by host."""

from __future__ import annotations

from collections import deque
from collections.abc import Container
from urllib.parse import urlsplit

from crawler.tasks import Task


class TaskQueue:
    """Tasks in order; a host that is busy holds up only its own."""

    def __init__(self) -> None:
        self._by_host: dict[str, deque[Task]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._by_host.values()))

    def append(self, task: Task, *, first: bool = False) -> None:
        """Put a task at the end of its host's tasks, or before them."""
        queue = self._by_host.setdefault(host_in(task.url), deque())
        if first:
            queue.appendleft(task)
        else:
            queue.append(task)

    def pop(self, busy: Container[str]) -> Task | None:
        """Return the next task of the first host that is not busy."""
        for host, queue in self._by_host.items():
            if queue and host not in busy:
                return queue.popleft()
        return None

    def count(self, column: str) -> int:
        """Return how many list pages of a column wait."""
        return sum(task.column == column for queue in self._by_host.values() for task in queue)

    def remove(self, column: str) -> None:
        """Drop the list pages of a column."""
        for host, queue in self._by_host.items():
            self._by_host[host] = deque(task for task in queue if task.column != column)

    def clear(self) -> None:
        """Drop everything."""
        self._by_host.clear()


def host_in(url: str) -> str:
    """Return the host of an address."""
    return urlsplit(url).hostname or ""
