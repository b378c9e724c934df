"""The country over real HTTP on loopback: one port, one address for each portal.

``with serve(country) as running:`` serves it in a thread of this process; ``python -m
crawler.simulation.country`` does so in a process of its own. Leaving the block, or the time
bound, stops it.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TextIO

from crawler.simulation.country.clock import Clock
from crawler.simulation.country.cms.protocol import Request
from crawler.simulation.country.faults import Fault, FaultCounter, Faults
from crawler.simulation.country.log import Logged
from crawler.simulation.country.model import Country, PortalPlan
from crawler.simulation.country.site import Answer, Site
from crawler.simulation.country.wire import (
    BadRequestError,
    Incoming,
    read_request,
    send,
    send_wrongly,
)

#: Seconds after which a forgotten server stops by itself.
LIFETIME: Final = 900.0
#: Seconds after which an idle connection is closed.
_IDLE: Final = 60.0
_BACKLOG: Final = 64
_ATTEMPTS: Final = 20
_STARTS_WITHIN: Final = 30.0
_PAGE: Final = {"Content-Type": "text/html"}
_MISDIRECTED: Final = Answer(421, _PAGE, b"no such host here")
_BAD: Final = Answer(400, _PAGE, b"bad request")
#: Faults that are answers of their own; the connection lives on after them.
_ANSWERS: Final = {"500": 500, "503": 503, "moved": 302}
#: What the address of a page has more once it was moved.
_MOVED: Final = "moved=1"


@dataclass(slots=True)
class Running:
    """The country while it is served. ``log`` grows as requests end."""

    country: Country
    port: int
    clock: Clock
    log: list[Logged] = field(default_factory=list)

    def resolve(self) -> dict[str, str]:
        """Return the loopback address of each host name."""
        return self.country.resolve()


class Server:
    """Answers on all addresses of a country; :meth:`run` ends when :meth:`stop` is called."""

    def __init__(
        self, country: Country, clock: Clock, faults: Faults, log_file: TextIO | None = None
    ) -> None:
        self.site = Site(country)
        self.clock = clock
        self.faults = faults
        self.log: list[Logged] = []
        self._log_file = log_file
        self._counter = FaultCounter(faults)
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running = threading.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._sockets = open_sockets([plan.address for plan in country.portals.values()])

    @property
    def port(self) -> int:
        """The port, the same on every address."""
        return int(self._sockets[0].getsockname()[1])

    async def run(self, lifetime: float) -> None:
        """Serve until it is stopped, at most ``lifetime`` seconds."""
        self._loop = asyncio.get_running_loop()
        servers = [
            await asyncio.start_server(self._connected, sock=one, backlog=_BACKLOG)
            for one in self._sockets
        ]
        self._running.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), lifetime)
        for server in servers:
            server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def stop(self) -> None:
        """Make :meth:`run` end; from any thread."""
        if self._running.wait(_STARTS_WITHIN) and self._loop is not None:
            # The loop may have ended by its time bound.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stopped.set)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
        try:
            while await self._serve_one(reader, writer):
                pass
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            # The server stops; a cancelled task would be reported as an error of the stream.
            pass
        except BadRequestError:
            with suppress(ConnectionError):
                await send(writer, _BAD, closes=True)
        finally:
            writer.close()
            if task is not None:
                self._connections.discard(task)

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False where the connection is at its end."""
        incoming = await asyncio.wait_for(read_request(reader), _IDLE)
        if incoming is None:
            return False
        started = time.monotonic()
        day, asked = self.clock.day, incoming.asked
        address = str(writer.get_extra_info("sockname")[0])
        plan = self.site.portal_at(incoming.host)
        fault: Fault | None = None
        if plan is None or plan.address != address:
            answer = _MISDIRECTED
        else:
            answer, fault = self._answer(plan, day, asked)
        closes = not incoming.keeps_alive
        is_whole = fault is None or fault in _ANSWERS
        ended = None
        if latency := self.faults.latency_of(incoming.host, asked.target):
            await asyncio.sleep(latency)
        try:
            if fault is None or is_whole:
                ended = await send(writer, answer, method=asked.method, closes=closes)
            else:
                ended = await send_wrongly(reader, writer, answer, fault, self.faults)
                await _end(writer, fault)
        finally:
            status = 0 if fault in {"half_open", "reset"} else answer.status
            times = (started, ended or time.monotonic())
            self._note(_entry(incoming, times, (day, address), status, fault))
        return incoming.keeps_alive and (is_whole or fault == "slow")

    def _answer(self, plan: PortalPlan, day: int, asked: Request) -> tuple[Answer, Fault | None]:
        asked = _where_it_was(asked)
        target = f"{asked.target} {asked.body}" if asked.body else asked.target
        fault = self._counter.decide(day, plan.host, target)
        if fault == "moved" and asked.method == "POST":
            fault = None
        if fault in _ANSWERS:
            headers = dict(_PAGE)
            if fault == "503":
                headers["Retry-After"] = str(self.faults.retry_after)
            if fault == "moved":
                headers["Location"] = f"{asked.target}{'&' if asked.query else '?'}{_MOVED}"
            return Answer(_ANSWERS[fault], headers, b"<html><body>busy</body></html>"), fault
        return self.site.answer(plan, day, asked), fault

    def _note(self, entry: Logged) -> None:
        self.log.append(entry)
        if self._log_file is not None:
            self._log_file.write(f"{entry.to_line()}\n")


async def _end(writer: asyncio.StreamWriter, fault: Fault) -> None:
    """Close the connection before the request counts as ended."""
    if fault not in {"slow", "reset"}:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def _where_it_was(asked: Request) -> Request:
    """Return the request for the page at the address that it was moved from."""
    if not asked.query.endswith(_MOVED):
        return asked
    return replace(asked, query=asked.query.removesuffix(_MOVED).removesuffix("&"))


def _entry(
    incoming: Incoming,
    times: tuple[float, float],
    where: tuple[int, str],
    status: int,
    fault: Fault | None,
) -> Logged:
    (started, ended), (day, address) = times, where
    asked = incoming.asked
    return Logged(
        started=started,
        ended=ended,
        day=day,
        host=incoming.host,
        address=address,
        method=asked.method,
        target=asked.target,
        form=asked.body,
        status=status,
        is_conditional=bool({"if-none-match", "if-modified-since"} & set(asked.headers)),
        user_agent=asked.headers.get("user-agent", ""),
        fault=fault or "",
    )


def open_sockets(addresses: Sequence[str]) -> list[socket.socket]:
    """Return a socket for each address, all on one free port.

    Raises ``OSError`` where no port is free on all of them.
    """
    for attempt in range(_ATTEMPTS):
        port = 0
        opened: list[socket.socket] = []
        try:
            for address in addresses:
                opened.append(_open(address, port))
                port = int(opened[0].getsockname()[1])
        except OSError:
            for one in opened:
                one.close()
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return opened
    raise AssertionError("unreachable")


def _open(address: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((address, port))
        opened.listen(_BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


@contextmanager
def serve(
    country: Country,
    *,
    clock: Clock | None = None,
    faults: Faults | None = None,
    lifetime: float = LIFETIME,
    log_path: Path | None = None,
) -> Iterator[Running]:
    """Serve a country in a thread until the block ends, or ``lifetime`` seconds.

    ``log_path``: also write the log there, one line of JSON a request. Raises ``OSError`` where
    no port is free.
    """
    with ExitStack() as opened:
        log_file = (
            opened.enter_context(log_path.open("a", encoding="utf-8", buffering=1))
            if log_path
            else None
        )
        server = Server(country, clock or Clock(), faults or Faults(), log_file)
        thread = threading.Thread(
            target=asyncio.run, args=(server.run(lifetime),), name="country", daemon=True
        )
        running = Running(country, server.port, server.clock, server.log)
        thread.start()
        try:
            yield running
        finally:
            server.stop()
            thread.join(_STARTS_WITHIN)
