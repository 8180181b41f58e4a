"""The way to the server: each step that can fail, on loopback."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.cli.certificates import DAY_S, Authority, offering
from tests.cli.findings import lines, told
from tests.manual_clock import ManualClock
from tests.patience import PATIENCE_S
from tui.agora.network import Proxy
from tui.cli.check.network import Hop, Waits, reach, surroundings
from tui.clock import SystemClock

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
CLOCK = SystemClock()


async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


@asynccontextmanager
async def listening(serve: Serve = say_nothing, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of a server on loopback."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    return Authority(tmp_path_factory.mktemp("authority"))


# -- name, connection


async def test_a_name_that_does_not_exist_ends_the_way_and_says_where_to_look() -> None:
    (said,) = await told(reach(Hop("nowhere.invalid", 443, "https"), None, CLOCK))
    assert said.startswith("FAIL DNS nowhere.invalid has no address (")
    assert said.endswith("check the name, and the name servers of this box")


async def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()

    def keep_waiting(*_: object, **__: object) -> list[object]:
        answers.wait(PATIENCE_S)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", keep_waiting)
    try:
        (said,) = await told(reach(Hop("slow.example", 443, "https"), None, CLOCK, Waits(dns_s=0.05)))
    finally:
        answers.set()
    assert said.startswith("FAIL DNS slow.example: no answer within 0.05 s")


async def test_a_port_where_nobody_listens_names_host_port_and_reason() -> None:
    async with listening() as port:
        pass
    said = await told(reach(Hop("localhost", port, "http"), None, CLOCK))
    assert said[0].startswith("ok DNS localhost is ")
    assert said[1].startswith(f"FAIL reach localhost:{port}: Connection refused: check the network")
    assert len(said) == 2


async def test_an_address_needs_no_resolver_and_plain_http_on_this_box_no_tls() -> None:
    async with listening() as port:
        connected, tls = await told(reach(Hop("127.0.0.1", port, "http"), None, CLOCK))
    assert connected.startswith(f"ok reach 127.0.0.1:{port} in ")
    assert tls == "ok TLS none: plain http stays on this box"


# -- TLS


@pytest.mark.parametrize(
    ("name", "days", "says"),
    [
        ("localhost", (-1, 200), "ok TLS TLSv1.3, certificate of localhost by Tests, ends in 199 days"),
        ("localhost", (-1, 5), "warn TLS TLSv1.3, the certificate of localhost ends in 4 days: tell"),
        (
            "localhost",
            (-9, -2),
            "FAIL TLS certificate has expired: if the date of this box is right, the administrator of",
        ),
        ("localhost", (2, 9), "FAIL TLS certificate is not yet valid: if the date of this box is right"),
        ("elsewhere.example", (-1, 200), "FAIL TLS Hostname mismatch, certificate is not valid for 'localhost'.:"),
    ],
    ids=["good", "ends soon", "expired", "not yet", "wrong name"],
)
async def test_a_certificate_is_judged_by_date_and_name(
    authority: Authority, name: str, days: tuple[int, int], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    async with listening(context=offering(authority, name, *days)) as port:
        said = await told(reach(Hop("localhost", port, "https"), None, CLOCK))
    assert said[-1].startswith(says)


async def test_days_left_are_counted_by_the_clock_that_is_passed_in(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    async with listening(context=offering(authority, "localhost", -1, 100)) as port:
        said = await told(reach(Hop("localhost", port, "https"), None, ManualClock(time.time() + 95 * DAY_S)))
    assert "ends in 4 days" in said[-1]


async def test_an_authority_that_this_box_does_not_trust_is_named_as_that(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    async with listening(context=offering(authority, "localhost", -1, 100)) as port:
        said = await told(reach(Hop("localhost", port, "https"), None, CLOCK))
    assert said[-1].startswith(
        "FAIL TLS unable to get local issuer certificate: this box does not trust the certificate of localhost"
    )
    assert said[-1].endswith("if your network opens TLS, name the file of its CA in SSL_CERT_FILE")


async def test_a_server_without_tls_points_to_the_base_url() -> None:
    async def speak_http(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with listening(speak_http) as port:
        said = await told(reach(Hop("localhost", port, "https"), None, CLOCK))
    assert said[-1].startswith(f"FAIL TLS the TLS handshake with localhost:{port} failed (")
    assert said[-1].endswith("check scheme and port of the base URL")


async def test_a_server_that_stays_silent_is_not_waited_for() -> None:
    ends = asyncio.Event()

    async def stay_silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ends.wait()
        writer.close()

    async with listening(stay_silent) as port:
        said = await told(reach(Hop("localhost", port, "https"), None, CLOCK, Waits(tls_s=0.05)))
        ends.set()
    assert "no answer within 0.05 s" in said[-1]


# -- proxies


def a_proxy(asked: list[bytes], answer: bytes, to_port: int = 0) -> Serve:
    """One that notes what it is asked, and connects to a port here where it says yes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer + b"\r\n\r\n")
        if to_port:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", to_port)
            await asyncio.gather(pour(reader, far_writer), pour(far_reader, writer))
        writer.close()

    return serve


async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while part := await reader.read(4096):
            writer.write(part)
    except ConnectionError:
        pass
    finally:
        writer.close()


async def test_tls_goes_through_a_proxy_to_the_server_behind_it(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    asked: list[bytes] = []
    context = offering(authority, "api.example", -1, 100)
    async with (
        listening(context=context) as behind,
        listening(a_proxy(asked, b"HTTP/1.1 200 Connection established", behind)) as port,
    ):
        proxy = Proxy("http", "127.0.0.1", port, "HTTPS_PROXY", "me:pass")
        said = await told(reach(Hop("api.example", 443, "https"), proxy, CLOCK))
    assert said[-1].startswith("ok TLS TLSv1.3, certificate of api.example by Tests")
    assert asked[0].startswith(b"CONNECT api.example:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic bWU6cGFzcw==\r\n" in asked[0]


async def test_a_proxy_that_refuses_is_quoted() -> None:
    async with listening(a_proxy([], b"HTTP/1.1 407 Proxy Authentication Required")) as port:
        said = await told(
            reach(Hop("api.example", 443, "https"), Proxy("http", "127.0.0.1", port, "HTTPS_PROXY"), CLOCK)
        )
    assert said[-1] == (
        f"FAIL proxy the proxy 127.0.0.1:{port} does not let api.example:443 through"
        " (HTTP/1.1 407 Proxy Authentication Required): ask its administrator"
    )


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "https"])
@pytest.mark.parametrize(
    ("server", "then"),
    [(Hop("api.example", 443, "https"), []), (Hop("127.0.0.1", 80), ["ok TLS none: plain http stays on this box"])],
)
async def test_a_proxy_that_is_not_tried_by_itself_is_said_to_be_left_to_the_request(
    scheme: str, server: Hop, then: list[str]
) -> None:
    async with listening() as port:
        connected, *said = await told(reach(server, Proxy(scheme, "127.0.0.1", port, "ALL_PROXY"), CLOCK))
    assert connected.startswith(f"ok reach 127.0.0.1:{port} in ")
    assert said == [
        f"ok proxy no test of its own: the request below shows whether this {scheme} proxy lets"
        f" {server.host}:{server.port} through",
        *then,
    ]


@pytest.mark.parametrize(
    ("environment", "says", "proxy"),
    [
        ({}, "ok proxy none for api.example", None),
        (
            {"HTTPS_PROXY": "http://me:hush@gate:3128"},
            "ok proxy api.example by way of http://gate:3128 (HTTPS_PROXY)",
            Proxy("http", "gate", 3128, "HTTPS_PROXY", "me:hush"),
        ),
        (
            {"all_proxy": "gate:3128"},
            "ok proxy api.example by way of http://gate:3128 (all_proxy)",
            Proxy("http", "gate", 3128, "all_proxy"),
        ),
        (
            {"HTTPS_PROXY": "http://gate", "NO_PROXY": ".example"},
            "ok proxy none for api.example: NO_PROXY names it (.example)",
            None,
        ),
        ({"HTTP_PROXY": "http://gate"}, "ok proxy none for api.example", None),
        ({"HTTPS_PROXY": "http://me:hush@gate:port"}, "FAIL proxy HTTPS_PROXY is not a URL: write http://", None),
    ],
)
def test_the_proxy_is_the_one_that_the_environment_names_and_its_password_is_never_shown(
    environment: dict[str, str], says: str, proxy: Proxy | None
) -> None:
    findings, found = surroundings("https://api.example", "api.example", environment)
    said, _ = lines(findings)
    assert said.startswith(says)
    assert "hush" not in said
    assert found == proxy


def test_certificates_of_the_environment_must_be_there_and_be_some(authority: Authority, tmp_path: Path) -> None:
    def said(base_url: str = "https://api.example", **environment: str) -> str:
        return lines(surroundings(base_url, "api.example", environment)[0])[1]

    assert said() == "ok certificates the certificates of scry"
    assert said(SSL_CERT_FILE=str(authority.certificate)).startswith("ok certificates SSL_CERT_FILE=")
    gone = said(SSL_CERT_FILE=str(tmp_path / "none.pem"))
    assert gone.startswith("warn certificates SSL_CERT_FILE=")
    assert "none.pem does not exist, and is not used" in gone
    (tmp_path / "letter").write_text("Dear all")
    assert said(SSL_CERT_FILE=str(tmp_path / "letter")).startswith("FAIL certificates")
    # Nothing on the way is judged by them, unless the proxy itself is.
    plain = {"base_url": "http://api.example", "SSL_CERT_FILE": str(tmp_path / "letter")}
    assert said(**plain).startswith("warn certificates")
    assert said(**plain, http_proxy="https://gate").startswith("FAIL certificates")
    assert said(SSL_CERT_DIR=str(tmp_path)).startswith("ok certificates SSL_CERT_DIR=")
    assert said(SSL_CERT_DIR=str(tmp_path / "none")).startswith("warn certificates SSL_CERT_DIR=")
    assert "scry reads SSL_CERT_FILE" in said(REQUESTS_CA_BUNDLE="/etc/ca.pem")
