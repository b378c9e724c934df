"""What must not be fetched: both sides of each rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard import Guard, RefusedError, host_of, is_public, literal_address

HOSTS = frozenset({"www.a.gov.cn", "files.a.gov.cn"})


@pytest.mark.parametrize(
    "url",
    [
        "http://www.a.gov.cn/1.html",
        "https://WWW.A.gov.cn:8443/x?y=1",
        "http://files.a.gov.cn./f.pdf",
    ],
)
def test_hosts_of_the_portal_are_let_through(url: str) -> None:
    assert Guard().check_url(url, HOSTS) in HOSTS


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://www.a.gov.cn/1", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://user:secret@www.a.gov.cn/", "credentials"),
        ("http://www.b.gov.cn/", "no host of this portal"),
        ("http://evil.www.a.gov.cn/", "no host of this portal"),
        ("http://www.a.gov.cn.evil.com/", "no host of this portal"),
        ("http:///nowhere", "no host of this portal"),
        ("http://www.a.gov.cn:99999/", "Port out of range"),
        ("http://[::1/", "IPv6"),
        ("http://www.a.gov.cn/" + "a" * 3000, "longer than 2000"),
    ],
)
def test_everything_else_is_refused_with_its_reason(url: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        Guard().check_url(url, HOSTS)


def test_a_refusal_never_repeats_a_password() -> None:
    with pytest.raises(RefusedError) as caught:
        Guard().check_url("http://user:secret@www.a.gov.cn/", HOSTS)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("spelling", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127。0。0。1", "127.0.0.1"),
        ("[2400:3200:0::0001]", "2400:3200::1"),
        ("www.政务.cn", "www.xn--zfr164b.cn"),
    ],
)
def test_a_host_has_one_spelling(spelling: str, address: str) -> None:
    assert host_of(spelling) == address


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "239.1.1.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_inside_are_refused_unless_let_in(address: str) -> None:
    with pytest.raises(RefusedError, match="--allow-host"):
        Guard().check_address("www.a.gov.cn", address)
    Guard(["www.a.gov.cn"]).check_address("www.a.gov.cn", address)
    Guard([address]).check_address("www.a.gov.cn", address)


@pytest.mark.parametrize("address", ["1.1.1.1", "61.135.169.125", "2400:3200::1", "::ffff:1.1.1.1"])
def test_public_addresses_pass(address: str) -> None:
    Guard().check_address("www.a.gov.cn", address)


def test_a_literal_of_the_registry_is_checked_before_any_request() -> None:
    with pytest.raises(RefusedError, match="no public address"):
        Guard().check_url("http://2130706433/", {"127.0.0.1"})
    assert Guard(["127.0.0.1"]).check_url("http://2130706433/", {"127.0.0.1"}) == "127.0.0.1"


@given(st.integers(0, 2**32 - 1))
def test_every_notation_of_an_address_is_judged_alike(number: int) -> None:
    dotted = literal_address(host_of(str(number)))
    assert dotted is not None
    octets = str(dotted).split(".")
    octal = ".".join(f"0{int(octet):o}" for octet in octets)
    mapped = literal_address(f"::ffff:{dotted}")
    assert literal_address(host_of(octal)) == dotted
    assert mapped is not None
    assert is_public(mapped) == is_public(dotted)


@given(st.text(max_size=80))
def test_no_text_gets_past_the_guard_or_breaks_it(text: str) -> None:
    try:
        host = Guard().check_url(text, HOSTS)
    except RefusedError:
        return
    assert host in HOSTS
