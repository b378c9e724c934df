"""Portals that speak only old TLS: served with ``tls=legacy`` in their row, and only then."""

from __future__ import annotations

import datetime as dt
import ssl
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from crawler.discovery.run import run_discovery
from crawler.tls import PolicyByHost, legacy_context, legacy_hosts
from pipelines.errors import UserError
from pipelines.reference import Portal
from tests.apart import apart
from tests.crawler.portals import Answer, Pages, Portals, crawl, list_page, report_page, serve

NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody signed, for another name, and long over."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere.example")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOON - dt.timedelta(days=900))
        .not_valid_after(NOON - dt.timedelta(days=500))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = serialization.Encoding.PEM
    own = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, own, serialization.NoEncryption())
    path.write_bytes(secret + signed.public_bytes(pem))
    return path


def _old(certificate: Path, latest: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(certificate)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = latest
    return context


@pytest.fixture
def server(certificate: Path, request: pytest.FixtureRequest) -> Iterator[Portals]:
    latest = getattr(request, "param", ssl.TLSVersion.TLSv1)
    pages: Pages = {
        ("old.test.gov.cn", "/list.html"): [
            Answer(list_page("1.html|石岩市2022年政府信息公开年度报告"))
        ],
        ("old.test.gov.cn", "/1.html"): [Answer(report_page())],
    }
    with serve(pages) as running:
        # The handshake is left to the thread of the connection, so that a refused one ends alone.
        running.socket = _old(certificate, latest).wrap_socket(
            running.socket, server_side=True, do_handshake_on_connect=False
        )
        yield running


def _portal(server: Portals, key: str = "old", **settings: str) -> Portal:
    host = f"{key}.test.gov.cn"
    origin = f"https://{host}:{server.port}"
    return Portal(
        key=key,
        name=key,
        level="county",
        division_code="150000",
        homepage=f"{origin}/",
        hosts=(host,),
        family="generic",
        columns=(f"{origin}/list.html",),
        settings=settings,
    )


def _crawl(folder: Path, *portals: Portal) -> dict[str, tuple[str, str, int]]:
    summary = crawl(portals, archive=folder / "archive", state=folder / "state", delay=0.0)
    return {
        result.portal.key: (
            result.visit.outcome,
            result.reason,
            result.visit.counts["reports_good"],
        )
        for result in summary.portals
    }


def test_old_tls_is_spoken_with_the_portals_that_ask_for_it_and_no_others(
    server: Portals, tmp_path: Path
) -> None:
    other = _portal(server, "usual")
    ended = _crawl(tmp_path, _portal(server, tls="legacy"), other)
    assert ended["old"] == ("complete", "", 1)
    outcome, reason, _ = ended["usual"]
    assert outcome == "failed"
    assert len(reason.splitlines()) == 1
    assert reason.endswith(
        "TLS with usual.test.gov.cn failed (tlsv1 alert protocol version); "
        "tls=legacy in its row allows old TLS"
    )
    assert {asked.host for asked in server.log} == {"old.test.gov.cn"}


@pytest.mark.parametrize("server", [ssl.TLSVersion.TLSv1_2], indirect=True)
def test_a_broken_certificate_keeps_nobody_out(server: Portals, tmp_path: Path) -> None:
    assert _crawl(tmp_path, _portal(server))["old"] == ("complete", "", 1)


def _home_found(url: str, **options: Any) -> tuple[str, str]:
    (found,) = run_discovery([url], **options).found
    return (found.home.url if found.home else "", found.reason)


@pytest.mark.parametrize("server", [ssl.TLSVersion.TLSv1_2], indirect=True)
def test_a_home_page_typed_without_a_scheme_is_found_behind_tls(
    server: Portals, tmp_path: Path
) -> None:
    host = "old.test.gov.cn"
    home = list_page(*(f"{year}.html|石岩市{year}年政府信息公开年度报告" for year in (2021, 2022)))
    server.pages[host, "/"] = [Answer(home)]
    found = apart(
        _home_found,
        f"{host}:{server.port}",
        archive=tmp_path / "archive",
        delay=0,
        pages=20,
        allow_hosts=["127.0.0.1"],
        resolve={host: "127.0.0.1"},
        within=90,
    )
    assert found == (f"https://{host}:{server.port}/", "")


def test_a_portal_of_plain_http_is_asked_by_its_own_address(tmp_path: Path) -> None:
    pages: Pages = {
        ("plain.test.gov.cn", "/list.html"): [
            Answer(list_page("1.html|石岩市2022年政府信息公开年度报告"))
        ],
        ("plain.test.gov.cn", "/1.html"): [Answer(report_page())],
    }
    with serve(pages) as running:
        row = _portal(running, "plain")
        plain = Portal(
            key="plain",
            name="plain",
            level="county",
            division_code="150000",
            homepage=row.homepage.replace("https", "http"),
            hosts=row.hosts,
            family="generic",
            columns=tuple(column.replace("https", "http") for column in row.columns),
        )
        assert _crawl(tmp_path, plain)["plain"] == ("complete", "", 1)


# --- what a real server of this machine cannot do -------------------------------------------


def _hello_without_rfc_5746() -> bytes:
    """A ServerHello of TLS 1.0 with TLS_RSA_WITH_AES_128_CBC_SHA and no extension at all."""
    body = b"\x03\x01" + bytes(range(32)) + b"\x00" + b"\x00\x2f" + b"\x00"
    message = b"\x02" + len(body).to_bytes(3) + body
    return b"\x16\x03\x01" + len(message).to_bytes(2) + message


def _answered(context: SSL.Context) -> str:
    """What OpenSSL says of that hello: a reason, or nothing where it waits for more."""
    connection = SSL.Connection(context)
    connection.set_connect_state()
    for answer in (b"", _hello_without_rfc_5746()):
        if answer:
            connection.bio_write(answer)
        try:
            connection.do_handshake()
        except SSL.WantReadError:
            continue
        except SSL.Error as error:
            return str(error.args[0][0][-1])
    return ""


def test_a_server_that_does_not_know_secure_renegotiation_is_let_in() -> None:
    assert _answered(legacy_context()) == ""
    strict = SSL.Context(SSL.TLS_CLIENT_METHOD)
    strict.set_min_proto_version(SSL.TLS1_VERSION)
    strict.set_cipher_list(b"ALL:@SECLEVEL=0")
    assert _answered(strict) == "unsafe legacy renegotiation disabled"


# --- the hosts -------------------------------------------------------------------------------


def _row(**values: object) -> Portal:
    row = {"key": "a", "name": "a", "level": "", "division_code": "150000", "homepage": ""}
    return Portal(**{**row, **values})  # type: ignore[arg-type] # a row by its columns


def test_the_hosts_of_old_tls_are_those_of_the_rows_that_say_so() -> None:
    old = _row(
        hosts=("WWW.old.gov.cn", "old.gov.cn:8443"),
        attachment_hosts=("files.old.gov.cn",),
        settings={"tls": "legacy"},
    )
    usual = _row(hosts=("www.usual.gov.cn",), settings={"delay": "5"})
    assert legacy_hosts([old, usual]) == ["files.old.gov.cn", "old.gov.cn", "www.old.gov.cn"]
    policy = PolicyByHost(None, legacy_hosts([old]))
    assert policy.is_legacy("Old.Gov.CN.")
    assert not policy.is_legacy("very.old.gov.cn")


def test_another_value_is_one_line() -> None:
    with pytest.raises(UserError, match=r"portals\.csv: a: tls=1\.0 is not known; there is tls="):
        legacy_hosts([_row(hosts=("a.gov.cn",), settings={"tls": "1.0"})])
