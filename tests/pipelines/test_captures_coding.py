"""Content-Encoding: undone within bounds, and never silently wrong."""

from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped] # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.captures.coding import TooLargeError, decode_content

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "政府信息公开工作年度报告，".encode() * 400


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CODINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotli.compress),
    ("zstd", zstd.compress),
]
SIX = pytest.mark.parametrize(("name", "pack"), CODINGS, ids=[name for name, _ in CODINGS])


@SIX
def test_each_coding_is_undone(name: str, pack: Callable[[bytes], bytes]) -> None:
    decoded = decode_content(pack(TEXT), name.upper())

    assert (decoded.body, decoded.problem) == (TEXT, None)


@SIX
def test_a_body_that_breaks_off_gives_what_was_there_and_says_so(
    name: str, pack: Callable[[bytes], bytes]
) -> None:
    noise = bytes((number * number * 31 + number // 7) % 251 for number in range(300_000))
    packed = pack(noise)
    decoded = decode_content(packed[: len(packed) - 9], name)

    assert decoded.problem is not None
    assert noise.startswith(decoded.body)
    assert decoded.body != noise or name.endswith("gzip")


@SIX
def test_a_bomb_stops_at_the_limit(name: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(bytes(5_000_000))
    assert len(bomb) < 10_000

    with pytest.raises(TooLargeError):
        decode_content(bomb, name, limit=1_000_000)
    assert len(decode_content(bomb, name, limit=5_000_000).body) == 5_000_000


@SIX
def test_a_bomb_does_not_fill_the_memory(name: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(bytes(60_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            decode_content(bomb, name, limit=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 6_000_000


@SIX
def test_a_page_that_is_not_coded_as_declared_is_taken_as_it_is(
    name: str, pack: Callable[[bytes], bytes]
) -> None:
    page = b"<html><body>" + TEXT
    decoded = decode_content(page, name)

    assert decoded.body == page
    assert decoded.problem == f"declared as {name}, which it is not; taken as it is"


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    assert decode_content(brotli.compress(gzip.compress(TEXT)), "gzip, br").body == TEXT


@pytest.mark.parametrize("name", [None, "", "identity", "utf-8", "none"])
def test_what_is_no_coding_changes_nothing(name: str | None) -> None:
    decoded = decode_content(TEXT, name)

    assert (decoded.body, decoded.problem) == (TEXT, None)


def test_a_gzip_body_may_have_several_members_and_padding() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(100)

    assert decode_content(packed, "gzip").body == b"one two"


def test_zstd_frames_follow_each_other() -> None:
    assert decode_content(zstd.compress(b"one ") + zstd.compress(b"two"), "zstd").body == b"one two"


def test_endless_empty_members_end() -> None:
    packed = gzip.compress(b"page") + gzip.compress(b"") * 50_000
    decoded = decode_content(packed, "gzip")

    assert decoded.body == b"page"
    assert decoded.problem is not None


def test_an_empty_body_is_empty_whatever_it_declares() -> None:
    assert decode_content(b"", "gzip").body == b""


def test_a_plain_body_beyond_the_limit_is_too_large() -> None:
    with pytest.raises(TooLargeError):
        decode_content(b"x" * 11, None, limit=10)


@given(body=st.binary(max_size=400), name=st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_no_bytes_break_the_decoder(body: bytes, name: str) -> None:
    for head in (b"", b"\x1f\x8b\x08\x00", b"\x78\x9c", b"\x28\xb5\x2f\xfd"):
        decode_content(head + body, name, limit=1_000_000_000)


@given(body=st.binary(max_size=3000))
def test_what_is_packed_is_unpacked(body: bytes) -> None:
    for name, pack in CODINGS:
        assert decode_content(pack(body), name).body == body
