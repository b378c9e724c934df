"""Logs written by hand: polite ones pass, every breach is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crawler.simulation.country.log import (
    Logged,
    delays_of,
    gaps,
    polite,
    read_log,
    robots_of,
)
from crawler.simulation.country.plan import build_country

HOST, OTHER = "a.gov.cn", "b.gov.cn"


def asked(started: float, ended: float, target: str = "/", host: str = HOST) -> Logged:
    return Logged(
        started=started,
        ended=ended,
        day=0,
        host=host,
        address="127.1.0.1",
        method="GET",
        target=target,
        form="",
        status=200,
        is_conditional=False,
        user_agent="gongkai",
    )


def test_a_polite_log_has_no_breach() -> None:
    log = [asked(0, 0.1, "/robots.txt"), asked(1.1, 1.3), asked(2.3, 2.4, "/a.html")]
    assert polite(log, 1.0, robots={HOST: "User-agent: *\nDisallow: /admin/\n"}) == []


def test_two_requests_at_once_are_a_breach() -> None:
    [breach] = polite([asked(0, 5.0), asked(2.0, 2.1, "/b.html")], 0.0)
    assert breach == "a.gov.cn: /b.html was asked while another request ran"


def test_a_request_inside_a_long_one_is_seen_though_another_stands_between() -> None:
    log = [asked(0, 9.0, "/slow"), asked(1.0, 1.1), asked(5.0, 5.1)]
    assert len(polite(log, 0.0)) == 2


def test_a_request_too_soon_is_a_breach() -> None:
    [breach] = polite([asked(0, 1.0), asked(1.5, 1.6, "/b.html")], 1.0)
    assert breach == "a.gov.cn: /b.html was asked after 0.500 s instead of 1.0 s"


def test_the_delay_counts_from_the_end_not_from_the_start() -> None:
    assert polite([asked(0, 3.0), asked(3.5, 3.6)], 1.0)
    assert not polite([asked(0, 3.0), asked(4.0, 4.1)], 1.0)


def test_the_order_of_the_log_does_not_matter() -> None:
    assert polite([asked(4.0, 4.1), asked(0, 3.0)], 1.0) == []


def test_hosts_do_not_wait_for_each_other() -> None:
    assert polite([asked(0, 1.0), asked(0.5, 0.6, host=OTHER)], 1.0) == []


def test_each_host_may_have_a_delay_of_its_own() -> None:
    log = [asked(0, 0.1), asked(1.1, 1.2), asked(0, 0.1, host=OTHER), asked(1.1, 1.2, host=OTHER)]
    [breach] = polite(log, {HOST: 2.0, OTHER: 1.0})
    assert breach.startswith(HOST)


def test_retries_and_redirects_count_as_requests() -> None:
    failed = replace(asked(0, 0.1), status=503)
    assert len(polite([failed, asked(0.2, 0.3)], 1.0)) == 1
    moved = replace(asked(0, 0.1), status=302)
    assert len(polite([moved, asked(0.2, 0.3, "/moved.html")], 1.0)) == 1


def test_a_busy_host_is_given_the_time_that_it_asked_for() -> None:
    busy = replace(asked(0, 0.5), status=503)
    assert polite([busy, asked(2.5, 2.6), asked(3.6, 3.7)], 1.0, retry_after=2.0) == []
    [breach] = polite([busy, asked(1.5, 1.6)], 1.0, retry_after=2.0)
    assert breach == "a.gov.cn: / was asked after 1.000 s instead of 2.0 s"


def test_that_an_asker_has_gone_may_be_seen_late() -> None:
    silent = replace(asked(0, 2.2), status=0, fault="half_open")
    assert polite([silent, asked(3.0, 3.1)], 1.0) == []
    assert len(polite([silent, asked(2.7, 2.8)], 1.0)) == 1
    assert len(polite([silent, asked(1.0, 1.1)], 1.0)) == 1


def test_gaps_are_those_between_the_requests_of_one_host_least_first() -> None:
    silent = replace(asked(9, 10), fault="half_open")
    log = [silent, asked(0, 1), asked(3, 4), asked(10, 11), asked(3.5, 3.6, host=OTHER)]
    assert gaps(log) == [2, 5]


def test_a_forbidden_path_is_a_breach() -> None:
    robots = {HOST: "User-agent: *\nDisallow: /admin/\nAllow: /admin/open/\n"}
    log = [asked(0, 0.1, "/admin/x.html"), asked(2, 2.1, "/admin/open/x.html")]
    assert polite(log, 1.0, robots=robots) == [
        "a.gov.cn: /admin/x.html was asked, which robots.txt forbids"
    ]


def test_a_closed_host_may_be_asked_for_robots_txt_only() -> None:
    robots = {HOST: "User-agent: *\nDisallow: /\n"}
    assert polite([asked(0, 0.1, "/robots.txt")], 1.0, robots=robots) == []
    assert len(polite([asked(0, 0.1, "/")], 1.0, robots=robots)) == 1


def test_rules_for_other_robots_are_not_ours() -> None:
    robots = {HOST: "User-agent: BadBot\nDisallow: /\n\nUser-agent: *\nDisallow:\n"}
    assert polite([asked(0, 0.1, "/")], 1.0, robots=robots) == []


def test_the_delay_of_robots_txt_counts_where_it_is_longer() -> None:
    country = build_country(24)
    slow = {host for host, text in robots_of(country).items() if "Crawl-delay: 1" in (text or "")}
    assert slow
    short, long = delays_of(country, 0.1), delays_of(country, 5.0)
    assert {host for host, delay in short.items() if delay == 1.0} == slow
    assert set(long.values()) == {5.0}


def test_a_log_is_read_back_from_its_file_but_for_a_torn_line(tmp_path: Path) -> None:
    entries = [asked(0, 0.5, "/年报.html"), asked(1.0, 1.5)]
    path = tmp_path / "log.jsonl"
    path.write_text("".join(f"{entry.to_line()}\n" for entry in entries) + '{"started": 2.')
    assert list(read_log(path)) == entries


def test_only_whole_pages_count_as_fetched() -> None:
    assert asked(0, 1).is_success
    assert replace(asked(0, 1), fault="slow").is_success
    assert not replace(asked(0, 1), fault="truncated").is_success
    assert not replace(asked(0, 1), status=304).is_success
