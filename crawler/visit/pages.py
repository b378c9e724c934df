"""The pages and files of a portal in one visit: what waits, what is being asked, what was."""

from __future__ import annotations

from collections.abc import Callable

from crawler.bounds import Counts
from crawler.queues import TaskQueue
from crawler.state import State
from crawler.tasks import FINAL, Task, key_of
from crawler.warc_writer import RecordRef
from pipelines.model import Context

Contexts = tuple[Context, ...]


def _forget(_record: RecordRef, _context: Context) -> bool:
    return False


class Pages:
    """Each address once, with all the contexts that name it, also those that come late."""

    def __init__(self, portal: str, state: State, counts: Counts) -> None:
        #: Writes a further context of a record; false where its archive file is finished.
        self.annotate: Callable[[RecordRef, Context], bool] = _forget
        #: Everything that is on its way, list pages too.
        self.in_flight: dict[str, Task] = {}
        #: Keys of what this visit need not ask again.
        self.done: set[str] = set(state.visits.done(portal))
        self._portal = portal
        self._state = state
        self._counts = counts
        self._queue = TaskQueue()
        self._waiting: dict[str, Task] = {}
        self._records: dict[str, RecordRef] = {}
        self._late: dict[str, list[Context]] = {}

    def __len__(self) -> int:
        return len(self._queue)

    def pop(self, busy: set[str]) -> Task | None:
        """Return the next page of a host that is not busy."""
        task = self._queue.pop(busy)
        return None if task is None else self._waiting.pop(task.key)

    def clear(self) -> None:
        """Let nothing wait any more."""
        self._queue.clear()
        self._waiting.clear()

    def add(self, task: Task, *, first: bool = False) -> None:
        """Let a task wait; one that waits already says what both say."""
        if task.key in self._waiting:
            more = self._waiting[task.key].with_contexts(task.contexts)
            self._waiting[task.key] = more.with_files(task.files)
        elif not self.is_known(task.key):
            self._waiting[task.key] = task
            self._queue.append(task, first=first)

    def add_again(self, task: Task) -> None:
        """Let a task wait before all others, also one that was answered in this visit."""
        self.done.discard(task.key)
        self.add(task, first=True)

    def settled(self, key: str, record: RecordRef) -> None:
        """Take in that an address was answered for good."""
        self.done.add(key)
        self._records[key] = record

    def is_known(self, key: str) -> bool:
        """Tell whether an address waits, is being asked, or was answered."""
        return key in self.done or key in self._waiting or key in self.in_flight

    def share(self, url: str, contexts: Contexts) -> list[Task]:
        """Give an address that is known further contexts; return what is to be asked for that.

        What waits is returned with all its contexts, so that a kill does not lose them.
        """
        key = key_of(url)
        if key in self._waiting:
            self._waiting[key] = self._waiting[key].with_contexts(contexts)
            return [self._waiting[key]]
        if key in self.in_flight:
            self._late.setdefault(key, []).extend(contexts)
            return [self.in_flight[key].with_contexts(tuple(self._late[key]))]
        return self.note(url, self._records.get(key), contexts)

    def note(self, url: str, record: RecordRef | None, contexts: Contexts) -> list[Task]:
        """Write contexts beside a record; where its file is finished, its address is asked again."""
        left = tuple(c for c in contexts if record is None or not self.annotate(record, c))
        if not left:
            return []
        address = self._state.addresses.get(self._portal, key_of(url))
        if address is None or address.outcome not in FINAL:
            self._counts.contexts_lost += len(left)
            return []
        return [address.task.with_contexts(left)]

    def late_of(self, key: str) -> Contexts:
        """Return the contexts that came while an address was being asked."""
        return tuple(self._late.pop(key, ()))
