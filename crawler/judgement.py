"""What an answer is: a page, a list, news or none, gone, blocked, a challenge, an error."""

from __future__ import annotations

from http import HTTPStatus

from scrapy import Request
from scrapy.http import Response

from crawler.archive import TRUNCATED, store_held, store_unchanged
from crawler.content import children, forward, frames, names_year, says_nothing
from crawler.families import FAMILIES, Family, ListPage, family_for
from crawler.families.subcolumns import subcolumns
from crawler.middlewares import HOME_REDIRECT, KNOWN_REDIRECT, SELF_REDIRECT
from crawler.state import ListSaid
from crawler.tasks import Kind, Task, Verdict
from crawler.visit import Answer, PortalVisit
from crawler.warc_writer import RecordRef
from pipelines.documents.decoding import decode
from pipelines.documents.errors import DocumentError
from pipelines.documents.kinds import kind_of
from pipelines.roles import BLOCKED, GONE

_PAGES = frozenset({"html", "text"})


def judge(visit: PortalVisit, task: Task, request: Request, response: Response) -> None:
    """Tell a visit what came of a task.

    The answer of a list page that was held back is stored here, or that it is as before.
    Raises :class:`crawler.warc_writer.ArchiveError` where that cannot be written.
    """
    where = f"{response.url}: answered {response.status}"
    is_list = task.kind is Kind.LIST
    if is_list and response.status == HTTPStatus.OK and not _cut(response):
        _judge_list(visit, task, request, response)
        return
    answer = _answer(store_held(request), response)
    if response.status in BLOCKED:
        visit.failed(task, Verdict.BLOCKED, where, answer.record.record_id)
    elif SELF_REDIRECT in request.meta:
        why = f"{response.url}: leads to itself"
        visit.failed(task, Verdict.CHALLENGED, why, answer.record.record_id)
    elif KNOWN_REDIRECT in request.meta:
        visit.forwarded(task, answer, request.meta[KNOWN_REDIRECT])
    elif response.status in GONE or HOME_REDIRECT in request.meta:
        visit.gone(task, answer, where)
    elif cut := _cut(response):
        why = f"{where}, not whole ({cut})"
        visit.failed(task, Verdict.ERROR, why, answer.record.record_id)
    elif response.status == HTTPStatus.NOT_MODIFIED and answer.known is not None:
        _as_before(visit, task, answer)
    elif response.status != HTTPStatus.OK:
        visit.failed(task, Verdict.ERROR, where, answer.record.record_id)
    else:
        _judge_page(visit, task, answer, response)


def _answer(record: RecordRef, response: Response) -> Answer:
    # A 304 that nobody asked for says nothing of a body.
    is_body = response.status == HTTPStatus.OK or record.is_revisit
    return Answer(record, response.url, record.known if is_body else None)


def _cut(response: Response) -> str:
    """Return why the body is not whole, or an empty text."""
    flags = TRUNCATED.keys() & set(response.flags)
    return TRUNCATED[min(flags)] if flags else ""


def _as_before(visit: PortalVisit, task: Task, answer: Answer) -> None:
    if task.kind is not Kind.LIST:
        visit.unchanged(task, answer, _line_files(task))
    elif stored := visit.stored_list(task):
        visit.list_read(task, stored.said, answer)
    else:
        visit.failed(task, Verdict.ERROR, f"{answer.url}: nothing is known of this list")


# --- pages -----------------------------------------------------------------------------------


def _judge_page(visit: PortalVisit, task: Task, answer: Answer, response: Response) -> None:
    text, url = _text_of(response), response.url
    if text is None:
        visit.page_read(task, answer, _line_files(task))
    elif (target := forward(text, url)) is not None:
        visit.forwarded(task, answer, target)
    elif says_nothing(text):
        why = f"{url}: a script instead of a page"
        visit.failed(task, Verdict.CHALLENGED, why, answer.record.record_id)
    else:
        family = family_for(visit.portal.family, text, url)
        found = [*_line_files(task), *children(text, url, family)]
        shows_year = bool(task.year) and names_year(text, task.year)
        visit.page_read(task, answer, found, shows_year=shows_year)


def _line_files(task: Task) -> list[Task]:
    """Return the files that stand beside a report in the line of its list."""
    return [Task(file, Kind.ATTACHMENT) for file in task.files]


# --- lists -----------------------------------------------------------------------------------


def _judge_list(visit: PortalVisit, task: Task, request: Request, response: Response) -> None:
    text, url = _text_of(response), response.url
    if visit.is_sent_home(task, response.url):
        store_held(request)
        visit.gone(task, _answer(store_held(request), response), f"{url}: the home page")
        return
    said, why, verdict = _read_list(visit, task, text, url)
    before = visit.stored_list(task)
    if said is None:
        store_held(request)
        visit.failed(task, verdict, why)
        return
    if before is not None and before.known is not None and before.digest == said.digest:
        record = store_unchanged(request, before.known, said.digest)
    else:
        record = store_held(request)
    visit.list_read(task, said, _answer(record, response))


def _read_list(
    visit: PortalVisit, task: Task, text: str | None, url: str
) -> tuple[ListSaid | None, str, Verdict]:
    """Return what a list page says, or why it says nothing and how that is judged."""
    if text is None:
        return None, f"{url}: this is no page", Verdict.ERROR
    family = _family(visit, task, text, url)
    page = family.read(text, url)
    if page.entries or page.following:
        return ListSaid(page, family.name, _folders(visit, task, text, url)), "", Verdict.GOOD
    # Only now, since some families keep their whole list inside a script.
    if target := forward(text, url):
        return ListSaid(ListPage((), (target,))), "", Verdict.GOOD
    if says_nothing(text):
        return None, f"{url}: a script instead of a page", Verdict.CHALLENGED
    folders = _folders(visit, task, text, url)
    following = () if folders else tuple(frames(text, url))
    name = "" if following else family.name
    return ListSaid(ListPage((), following, page.unread), name, folders), "", Verdict.GOOD


def _family(visit: PortalVisit, task: Task, text: str, url: str) -> Family:
    known = FAMILIES.get(visit.family_of(task.column))
    return known or family_for(visit.portal.family, text, url)


def _folders(visit: PortalVisit, task: Task, text: str, url: str) -> tuple[str, ...]:
    """Return the folders of a column, where the registry says that it has some."""
    levels = visit.portal.settings.get("folders", "0")
    if not levels.isdigit() or task.url != task.column:
        return ()
    return subcolumns(text, url, int(levels) - task.depth)


def _text_of(response: Response) -> str | None:
    """Return the text of a page, or None where the answer is a file, a picture or nothing."""
    header = (response.headers.get("Content-Type") or b"").decode("latin-1")
    name = response.url.partition("?")[0].rpartition("/")[2]
    if kind_of(response.body, header, name) not in _PAGES:
        return None
    try:
        return decode(response.body, header)[0]
    except DocumentError:
        return None
