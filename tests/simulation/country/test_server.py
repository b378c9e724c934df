"""The country over sockets: plain clients see each fault, and the log says what they saw."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from crawler.simulation.country.clock import Clock
from crawler.simulation.country.faults import Fault, Faults
from crawler.simulation.country.log import Logged, polite, read_log
from crawler.simulation.country.model import PortalPlan
from crawler.simulation.country.plan import build_country
from crawler.simulation.country.server import Running, open_sockets, serve

_PATIENCE = 5.0


@contextmanager
def served(fault: Fault | None = None, *, clock: Clock | None = None) -> Iterator[Running]:
    faults = Faults(
        rate=1.0 if fault else 0.0,
        kinds=(fault,) if fault else (),
        slow_seconds=0.2,
        half_open_seconds=0.3,
    )
    with serve(
        build_country(3, kinds=["trs"], extras=()), faults=faults, lifetime=20, clock=clock
    ) as running:
        yield running


def portal(running: Running, number: int = 0) -> PortalPlan:
    return list(running.country.portals.values())[number]


Connect = Callable[[Running, PortalPlan], http.client.HTTPConnection]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Give a function that connects to a portal; what it opened is closed after the test."""
    opened: list[http.client.HTTPConnection] = []

    def connect(running: Running, plan: PortalPlan) -> http.client.HTTPConnection:
        opened.append(http.client.HTTPConnection(plan.address, running.port, timeout=_PATIENCE))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def ask(
    connection: http.client.HTTPConnection, running: Running, plan: PortalPlan, path: str = "/"
) -> http.client.HTTPResponse:
    connection.request("GET", path, headers={"Host": f"{plan.host}:{running.port}"})
    return connection.getresponse()


def eventually(log: list[Logged], count: int) -> list[Logged]:
    """Return the log once it has so many entries: an answer may be read before it is logged."""
    until = time.monotonic() + _PATIENCE
    while len(log) < count and time.monotonic() < until:
        time.sleep(0.01)
    return list(log)


def test_each_portal_answers_at_its_own_address_under_its_own_name(connect: Connect) -> None:
    with served() as running:
        first, second = portal(running), portal(running, 1)
        assert running.resolve()[first.host] == first.address
        assert first.name in ask(connect(running, first), running, first).read().decode()
        assert second.name in ask(connect(running, second), running, second).read().decode()
        crossed = connect(running, first)
        crossed.request("GET", "/", headers={"Host": f"{second.host}:{running.port}"})
        assert crossed.getresponse().status == 421


def test_a_connection_is_kept_alive_and_every_request_is_logged(connect: Connect) -> None:
    with served() as running:
        plan = portal(running)
        connection = connect(running, plan)
        statuses = []
        for path in ("/robots.txt", "/", "/zfxxgk/zfxxgknb/", "/nothing.html"):
            answer = ask(connection, running, plan, path)
            answer.read()
            statuses.append(answer.status)
        assert statuses == [404, 200, 200, 404]
        log = eventually(running.log, 4)
    assert [(entry.target, entry.status) for entry in log[1:3]] == [
        ("/", 200),
        ("/zfxxgk/zfxxgknb/", 200),
    ]
    assert {(entry.host, entry.address) for entry in log} == {(plan.host, plan.address)}
    assert polite(log, 0.0) == []
    assert polite(log, 60.0) != []


def test_conditional_requests_are_answered_and_logged_as_such(connect: Connect) -> None:
    with served() as running:
        plan = portal(running)
        connection = connect(running, plan)
        answer = ask(connection, running, plan)
        etag, _ = answer.headers["ETag"], answer.read()
        headers = {"Host": f"{plan.host}:{running.port}", "If-None-Match": etag}
        connection.request("GET", "/", headers=headers)
        again = connection.getresponse()
        assert (again.status, again.read()) == (304, b"")
        assert ask(connection, running, plan).read() != b"", "the connection is still good"
        log = eventually(running.log, 3)
    assert [(entry.status, entry.is_conditional) for entry in log] == [
        (200, False),
        (304, True),
        (200, False),
    ]


def test_a_posted_form_is_logged(connect: Connect) -> None:
    with served() as running:
        plan = portal(running)
        connection = connect(running, plan)
        connection.request("POST", "/none", "a=1&b=2", {"Host": f"{plan.host}:{running.port}"})
        connection.getresponse().read()
        [entry] = eventually(running.log, 1)
    assert (entry.method, entry.target, entry.form) == ("POST", "/none", "a=1&b=2")


def test_head_has_no_body(connect: Connect) -> None:
    with served() as running:
        plan = portal(running)
        connection = connect(running, plan)
        connection.request("HEAD", "/", headers={"Host": f"{plan.host}:{running.port}"})
        answer = connection.getresponse()
        assert int(answer.headers["Content-Length"]) > 0
        assert answer.read() == b""


def test_what_is_no_request_is_answered_with_400() -> None:
    with served() as running:
        plan = portal(running)
        with socket.create_connection((plan.address, running.port), _PATIENCE) as raw:
            raw.sendall(b"HELLO\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 400 ")


def test_errors_are_over_after_the_first_asking(connect: Connect) -> None:
    for fault, after in (("500", None), ("503", "1")):
        with served(fault) as running:  # type: ignore[arg-type] # names of faults
            plan = portal(running)
            connection = connect(running, plan)
            answer = ask(connection, running, plan)
            assert (answer.status, answer.headers["Retry-After"]) == (int(fault), after)
            answer.read()
            assert ask(connection, running, plan).status == 200
            log = eventually(running.log, 2)
        assert [entry.fault for entry in log] == [fault, ""]


def test_a_page_that_was_moved_stands_at_the_address_that_it_leads_to(connect: Connect) -> None:
    with served("moved") as running:
        plan = portal(running)
        connection = connect(running, plan)
        answer = ask(connection, running, plan, "/?a=1")
        answer.read()
        assert (answer.status, answer.headers["Location"]) == (302, "/?a=1&moved=1")
        page = ask(connection, running, plan, "/?a=1&moved=1").read()
        assert page == ask(connection, running, plan, "/?a=1").read() != b""
        log = eventually(running.log, 3)
    assert [(entry.status, entry.fault) for entry in log] == [(302, "moved"), (200, ""), (200, "")]


def test_every_answer_may_take_its_time(connect: Connect) -> None:
    faults = Faults(latency=0.2)
    with serve(build_country(1, kinds=["trs"], extras=()), faults=faults, lifetime=20) as running:
        plan = portal(running)
        ask(connect(running, plan), running, plan).read()
        [entry] = eventually(running.log, 1)
    assert 0 < faults.latency_of(plan.host, "/") <= entry.ended - entry.started


def test_a_slow_answer_is_whole(connect: Connect) -> None:
    with served("slow") as running:
        plan = portal(running)
        connection = connect(running, plan)
        started = time.monotonic()
        slow = ask(connection, running, plan).read()
        assert time.monotonic() - started >= 0.2
        assert ask(connection, running, plan).read() == slow
        log = eventually(running.log, 2)
    assert log[0].is_success
    assert log[0].ended - log[0].started >= 0.2


@pytest.mark.parametrize("fault", ["long", "truncated"])
def test_a_body_that_ends_too_early_is_seen(fault: Fault, connect: Connect) -> None:
    with served(fault) as running:
        plan = portal(running)
        with pytest.raises(http.client.IncompleteRead):
            ask(connect(running, plan), running, plan).read()
        [entry] = eventually(running.log, 1)
    assert (entry.status, entry.fault, entry.is_success) == (200, fault, False)


def test_a_short_length_cuts_the_page(connect: Connect) -> None:
    with served("short") as running:
        plan = portal(running)
        body = ask(connect(running, plan), running, plan).read()
        assert b"</html>" not in body
        assert ask(connect(running, plan), running, plan).read().startswith(body)


def test_a_reset_breaks_the_connection(connect: Connect) -> None:
    with served("reset") as running:
        plan = portal(running)
        with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
            ask(connect(running, plan), running, plan).read()
        [entry] = eventually(running.log, 1)
    assert (entry.status, entry.fault) == (0, "reset")


def test_a_half_open_answer_never_comes_and_ends_when_the_client_goes() -> None:
    with served("half_open") as running:
        plan = portal(running)
        connection = http.client.HTTPConnection(plan.address, running.port, timeout=0.1)
        with pytest.raises(TimeoutError):
            ask(connection, running, plan)
        connection.close()
        [entry] = eventually(running.log, 1)
    assert (entry.status, entry.fault) == (0, "half_open")
    assert 0.05 < entry.ended - entry.started < 0.25


def test_a_half_open_answer_is_bounded(connect: Connect) -> None:
    with served("half_open") as running:
        plan = portal(running)
        started = time.monotonic()
        with pytest.raises(http.client.RemoteDisconnected):
            ask(connect(running, plan), running, plan)
        assert 0.25 < time.monotonic() - started < 2


def test_the_day_can_be_set_while_it_is_served(connect: Connect) -> None:
    clock = Clock()
    with served(clock=clock) as running:
        plan = portal(running)
        connection = connect(running, plan)
        ask(connection, running, plan).read()
        clock.day = 4
        ask(connection, running, plan).read()
        log = eventually(running.log, 2)
    assert [entry.day for entry in log] == [0, 4]
    assert clock.now().date().isoformat() == "2026-04-05"


def test_a_forgotten_server_stops_by_itself(connect: Connect) -> None:
    with serve(build_country(1, kinds=["trs"], extras=()), lifetime=0.2) as running:
        plan = portal(running)
        time.sleep(0.5)
        with pytest.raises(ConnectionRefusedError):
            ask(connect(running, plan), running, plan)


def test_after_the_block_nobody_listens(connect: Connect) -> None:
    with served() as running:
        plan = portal(running)
    with pytest.raises(ConnectionRefusedError):
        ask(connect(running, plan), running, plan)


def test_all_addresses_share_one_port() -> None:
    sockets = open_sockets(["127.250.0.1", "127.250.0.2", "127.250.0.3"])
    try:
        names = [one.getsockname() for one in sockets]
        assert [name[0] for name in names] == ["127.250.0.1", "127.250.0.2", "127.250.0.3"]
        assert len({name[1] for name in names}) == 1
    finally:
        for one in sockets:
            one.close()


def test_a_process_of_its_own_serves_sets_its_clock_and_writes_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    command = [sys.executable, "-m", "crawler.simulation.country", "--portals", "3"]
    command += ["--night", "2 new=1", "--kind", "trs", "--lifetime", "20", "--log", str(log)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin
        assert process.stdout
        said = json.loads(process.stdout.readline())
        host, address = next(iter(said["resolve"].items()))
        process.stdin.write("day 2\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"day": 2}
        with closing(
            http.client.HTTPConnection(address, said["port"], timeout=_PATIENCE)
        ) as asking:
            asking.request("GET", "/", headers={"Host": f"{host}:{said['port']}"})
            assert asking.getresponse().status == 200
        process.stdin.write("stop\n")
        process.stdin.flush()
        process.wait(_PATIENCE)
    assert process.returncode == 0
    assert [(entry.day, entry.target) for entry in read_log(log)] == [(2, "/")]
