"""What hangs on a page: its files, frames and pictures, within bounds, and what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawler.bounds import Limits
from crawler.tasks import Kind, Task
from crawler.visit.answer import Answer
from pipelines.model import Context
from pipelines.reference import Portal


def bounded(
    task: Task, children: Iterable[Task], limits: Limits, is_ours: Callable[[str], bool]
) -> list[Task]:
    """Return the children of a page that may be asked, each once, in printed order."""
    if task.depth >= limits.depth:
        return []
    room = {
        Kind.PICTURE: limits.pictures,
        Kind.ATTACHMENT: limits.files,
        Kind.FRAME: limits.files,
    }
    wanted: dict[str, Task] = {}
    for child in children:
        if child.key in wanted or child.key == task.key or room[child.kind] <= 0:
            continue
        if is_ours(child.url):
            room[child.kind] -= 1
            wanted[child.key] = child
    return list(wanted.values())


def context_below(portal: Portal, task: Task, answer: Answer) -> Context:
    """Return what is known of a child: its page, and what the list said of that page."""
    above = min(task.contexts, key=lambda context: context.list_url or "", default=Context())
    return Context(
        portal=portal.key,
        division_code=portal.division_code or None,
        list_url=above.list_url,
        list_title=above.list_title,
        list_date=above.list_date,
        parent_url=answer.url,
        parent_record_id=answer.body_record,
    )
