"""The way to the server, step by step: name, connection, TLS. Nothing is asked of the API."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from tui.agora.network import Proxy, trust
from tui.cli.check.finding import Finding, fail, ok, warn
from tui.cli.detached import detached
from tui.clock import Clock
from tui.config.draft import LOOPBACK
from tui.domain.glossary.rounding import fixed
from tui.domain.text import Phrase
from tui.messages import check as words

# Of more, the first ones tell enough.
MOST_ADDRESSES = 4
FEW_DAYS = 14
DAY_S = 86400
_PORTS = {"http": 80, "https": 443}
_MOST_ANSWER = 16384
# OpenSSL's reasons, https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/
_OF_DATE, _OF_NAME = (9, 10), (62, 64)

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Waits(Struct, frozen=True):
    """Seconds that each step may take."""

    dns_s: float = 5.0
    connect_s: float = 8.0
    tls_s: float = 10.0


class Hop(Struct, frozen=True):
    """A host and port to connect to."""

    host: str
    port: int
    scheme: str = "http"


DEFAULT_WAITS = Waits()


def server_of(base_url: str) -> Hop:
    parts = urlsplit(base_url)
    return Hop(parts.hostname or "", parts.port or _PORTS[parts.scheme], parts.scheme)


async def reach(server: Hop, proxy: Proxy | None, clock: Clock, waits: Waits = DEFAULT_WAITS) -> AsyncIterator[Finding]:
    """The findings as they come; the first that fails is the last."""
    first = server if proxy is None else Hop(proxy.host, proxy.port, proxy.scheme)
    addresses, resolved = await _resolve(first, waits)
    if addresses != [first.host]:
        yield resolved
    if not addresses:
        return
    connection, connected = await _connect(first, addresses, clock, waits)
    yield connected
    if connection is None:
        return
    try:
        is_plain = proxy is None or proxy.scheme == "http"
        if proxy is not None and not is_plain:
            yield ok(words.PROXY, words.LEFT_TO_REQUEST, scheme=proxy.scheme, host=server.host, port=server.port)
        if server.scheme == "http":
            yield ok(words.TLS, words.PLAIN) if server.host in LOOPBACK else warn(words.TLS, words.PLAIN_ABROAD)
        elif is_plain:
            refused = None if proxy is None else await _pass_through(connection, proxy, server, waits)
            yield refused or await _tls(connection[1], server, clock, waits)
    finally:
        connection[1].close()


async def _resolve(hop: Hop, waits: Waits) -> tuple[Sequence[str], Finding]:
    """The addresses of a name, none where it has none or nobody tells in time."""
    try:
        async with asyncio.timeout(waits.dns_s):
            found = await detached(partial(socket.getaddrinfo, hop.host, hop.port, type=socket.SOCK_STREAM))
    except TimeoutError:
        return (), fail(words.DNS, words.NAME_SLOW, host=hop.host, seconds=f"{waits.dns_s:g}")
    except (OSError, UnicodeError) as error:
        return (), fail(words.DNS, words.NO_NAME, host=hop.host, why=getattr(error, "strerror", None) or str(error))
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))[:MOST_ADDRESSES]
    return addresses, ok(words.DNS, words.RESOLVED, host=hop.host, addresses=addresses)


async def _connect(hop: Hop, addresses: Sequence[str], clock: Clock, waits: Waits) -> tuple[Connection | None, Finding]:
    """A connection to the first address that takes one."""
    why: object = ""
    within_s = waits.connect_s / len(addresses)
    for address in addresses:
        start_s = clock.elapsed()
        try:
            async with asyncio.timeout(within_s):
                connection = await asyncio.open_connection(address, hop.port)
        except TimeoutError:
            why = ok(words.REACH, words.TIMED_OUT, seconds=f"{within_s:g}")
        except OSError as error:
            why = _why(error)
        else:
            ms = fixed(1000 * (clock.elapsed() - start_s), 0, "")
            return connection, ok(words.REACH, words.CONNECTED, host=hop.host, port=hop.port, ms=ms)
    return None, fail(words.REACH, words.NOT_CONNECTED, host=hop.host, port=hop.port, why=why)


async def _pass_through(connection: Connection, proxy: Proxy, server: Hop, waits: Waits) -> Finding | None:
    """Ask the proxy for a tunnel to the server; what it said where it gives none."""
    reader, writer = connection
    lines = [f"CONNECT {server.host}:{server.port} HTTP/1.1", f"Host: {server.host}:{server.port}"]
    if proxy.login:
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(proxy.login.encode()).decode()}")
    writer.write("\r\n".join([*lines, "", ""]).encode())
    why: object
    try:
        async with asyncio.timeout(waits.connect_s):
            head = await reader.readuntil(b"\r\n\r\n")
        said = head.partition(b"\r\n")[0].decode("latin-1")
        if said.partition(" ")[2].startswith("2"):
            return None
        why = said
    except TimeoutError:
        why = ok(words.REACH, words.TIMED_OUT, seconds=f"{waits.connect_s:g}")
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        why = str(error)
    name = f"{proxy.host}:{proxy.port}"
    return fail(words.PROXY, words.PROXY_REFUSED, proxy=name, host=server.host, port=server.port, why=why)


async def _tls(writer: asyncio.StreamWriter, server: Hop, clock: Clock, waits: Waits) -> Finding:
    """Shake hands as the requests do, with the same trust."""
    failed: tuple[Phrase, object]
    trusted = await asyncio.to_thread(trust, os.environ)
    try:
        async with asyncio.timeout(waits.tls_s):
            await writer.start_tls(trusted.context, server_hostname=server.host)
    except ssl.SSLCertVerificationError as error:
        says = words.TLS_CA
        if error.verify_code in _OF_DATE:
            says = words.TLS_DATE
        elif error.verify_code in _OF_NAME:
            says = words.TLS_NAME
        failed = says, error.verify_message
    except TimeoutError:
        failed = words.TLS_FAILED, ok(words.TLS, words.TIMED_OUT, seconds=f"{waits.tls_s:g}")
    except OSError as error:
        failed = words.TLS_FAILED, _why(error)
    else:
        return _certificate(writer.get_extra_info("ssl_object"), server, clock)
    return fail(words.TLS, failed[0], why=failed[1], host=server.host, port=server.port)


def _certificate(tls: ssl.SSLObject, server: Hop, clock: Clock) -> Finding:
    found: dict[str, Any] = tls.getpeercert() or {}
    days = int((ssl.cert_time_to_seconds(found["notAfter"]) - clock.now()) // DAY_S)
    subject, issuer = (
        {key: value for part in found.get(which, ()) for key, value in part} for which in ("subject", "issuer")
    )
    return (ok if days >= FEW_DAYS else warn)(
        words.TLS,
        words.TLS_FINE if days >= FEW_DAYS else words.TLS_ENDING,
        version=tls.version(),
        name=subject.get("commonName", server.host),
        issuer=issuer.get("organizationName") or issuer.get("commonName", "?"),
        days=days,
    )


def _why(error: OSError) -> str:
    """In the system's words; asyncio puts them into a sentence of its own."""
    if isinstance(error, ssl.SSLError):
        return str(error.reason or error).replace("_", " ").lower()
    return os.strerror(error.errno) if error.errno else str(error) or type(error).__name__
