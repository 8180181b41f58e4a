"""The network as far as the server: proxy, certificates, name, connection, TLS. Nothing is asked of the API.

surroundings (environment) ─ resolve ─ connect ─ tunnel through the proxy ─ TLS
"""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from tui.agora import network as agora
from tui.agora.network import PORTS, Proxy, ProxyRoute, trust
from tui.cli.check.finding import status
from tui.clock import Clock
from tui.collector.detached import detached
from tui.config.draft import LOOPBACK
from tui.domain.glossary.rounding import fixed
from tui.domain.text import Said
from tui.messages import check
from tui.messages import check_network as words
from tui.messages.finding import Finding, Grade

# The first ones tell enough.
MOST_ADDRESSES = 4
FEW_DAYS = 14
DAY_S = 86400
# Variables of other programs; scry goes by the two of OpenSSL.
_UNHEARD = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
# OpenSSL's reasons, https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/
_TLS_REASONS = {9: words.TLS_DATE, 10: words.TLS_DATE, 62: words.TLS_NAME, 64: words.TLS_NAME}

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Waits(Struct, frozen=True):
    """The longest that each step may take."""

    dns_s: float = 5.0
    connect_s: float = 8.0
    tls_s: float = 10.0


class Hop(Struct, frozen=True):
    """A host and port to connect to."""

    host: str
    port: int
    scheme: str = "http"


class _Failed(Exception):  # noqa: N818 - a step that ends the walk
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


DEFAULT_WAITS = Waits()


async def network(base_url: str, environment: Mapping[str, str], clock: Clock) -> AsyncIterator[Finding]:
    """The findings as they come; the first that fails ends the walk."""
    parts = urlsplit(base_url)
    server = Hop(parts.hostname or "", parts.port or PORTS[parts.scheme], parts.scheme)
    around, proxy = surroundings(base_url, server.host, environment)
    for finding in around:
        yield finding
    if not status(around):
        async for finding in reach(server, proxy, clock):
            yield finding


# -- the environment


def surroundings(base_url: str, host: str, environment: Mapping[str, str]) -> tuple[list[Finding], Proxy | None]:
    """Findings on proxy and certificates, and the proxy, None for a straight connection."""
    found = agora.network(base_url, environment)
    proxies = [Finding(check.PROXY, Grade.WARN, each) for each in found.route.skipped]
    # Wrong certificates that nothing here is judged by stop no request.
    trusted, wrong = (trust(environment), Grade.WARN) if found.trust is None else (found.trust, Grade.FAIL)
    certificates = [Finding(check.CERTIFICATES, Grade.WARN, each) for each in trusted.skipped]
    unheard = next((name for name in _UNHEARD if environment.get(name)), None)
    if trusted.trouble is not None:
        certificates.insert(0, Finding(check.CERTIFICATES, wrong, trusted.trouble))
    elif trusted.source is not None:
        certificates.insert(0, words.CERTIFICATES_OF(name=trusted.source[0], path=trusted.source[1]))
    elif unheard:
        certificates.insert(0, words.CERTIFICATES_UNHEARD(name=unheard))
    return [_route(found.route, host), *proxies, *(certificates or [words.OWN_CERTIFICATES()])], found.route.proxy


def _route(found: ProxyRoute, host: str) -> Finding:
    if found.trouble is not None:
        return words.PROXY_WRONG(what=found.trouble, host=host)
    if found.proxy is not None:
        return words.BY_PROXY(host=host, proxy=found.proxy.name, name=found.proxy.variable)
    if found.spared_by is not None:
        return words.SPARED(host=host, name=found.spared_by[0], entry=found.spared_by[1])
    return words.NO_PROXY(host=host)


# -- step by step


async def reach(server: Hop, proxy: Proxy | None, clock: Clock, waits: Waits = DEFAULT_WAITS) -> AsyncIterator[Finding]:
    """The findings as they come; the first that fails is the last."""
    first = server if proxy is None else Hop(proxy.host, proxy.port, proxy.scheme)
    try:
        addresses = await _resolve(first, waits)
        if addresses != [first.host]:
            yield words.RESOLVED(host=first.host, addresses=addresses)
        start_s = clock.elapsed()
        connection = await _connect(first, addresses, waits)
        ms = fixed(1000 * (clock.elapsed() - start_s), 0, "")
        yield words.CONNECTED(host=first.host, port=first.port, ms=ms)
        try:
            if is_opaque := proxy is not None and proxy.scheme != "http":
                yield words.LEFT_TO_REQUEST(scheme=first.scheme, host=server.host, port=server.port)
            if server.scheme == "http":
                yield words.PLAIN() if server.host in LOOPBACK else words.PLAIN_ABROAD()
            elif not is_opaque:
                if proxy is not None:
                    await _pass_through(connection, proxy, server, waits)
                yield await _tls(connection[1], server, clock, waits)
        finally:
            connection[1].close()
    except _Failed as error:
        yield error.finding


async def _resolve(hop: Hop, waits: Waits) -> Sequence[str]:
    """The addresses of a name. Raises _Failed."""
    try:
        async with asyncio.timeout(waits.dns_s):
            found = await detached(partial(socket.getaddrinfo, hop.host, hop.port, type=socket.SOCK_STREAM))
    except TimeoutError:
        raise _Failed(words.NAME_SLOW(host=hop.host, seconds=f"{waits.dns_s:g}")) from None
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _Failed(words.NO_NAME(host=hop.host, why=why)) from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))[:MOST_ADDRESSES]


async def _connect(hop: Hop, addresses: Sequence[str], waits: Waits) -> Streams:
    """A connection to the first address that takes one. Raises _Failed."""
    why: object = ""
    within_s = waits.connect_s / len(addresses)
    for address in addresses:
        try:
            async with asyncio.timeout(within_s):
                return await asyncio.open_connection(address, hop.port)
        except OSError as error:
            why = _why(error, within_s)
    raise _Failed(words.NOT_CONNECTED(host=hop.host, port=hop.port, why=why))


async def _pass_through(connection: Streams, proxy: Proxy, server: Hop, waits: Waits) -> None:
    """Ask the proxy for a tunnel to the server. Raises _Failed with the proxy's answer where it gives none."""
    reader, writer = connection
    lines = [f"CONNECT {server.host}:{server.port} HTTP/1.1", f"Host: {server.host}:{server.port}"]
    if proxy.login:
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(proxy.login.encode()).decode()}")
    writer.write("\r\n".join([*lines, "", ""]).encode())
    why: object
    try:
        async with asyncio.timeout(waits.connect_s):
            head = await reader.readuntil(b"\r\n\r\n")
        why = head.partition(b"\r\n")[0].decode("latin-1")
        if why.partition(" ")[2].startswith("2"):
            return
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        why = _why(error, waits.connect_s) if isinstance(error, TimeoutError) else str(error)
    name = f"{proxy.host}:{proxy.port}"
    raise _Failed(words.PROXY_REFUSED(proxy=name, host=server.host, port=server.port, why=why))


async def _tls(writer: asyncio.StreamWriter, server: Hop, clock: Clock, waits: Waits) -> Finding:
    """Shake hands with the same trust as the requests."""
    trusted = await asyncio.to_thread(trust, os.environ)
    phrase = words.TLS_FAILED
    why: Said | str
    try:
        async with asyncio.timeout(waits.tls_s):
            await writer.start_tls(trusted.context, server_hostname=server.host)
    except ssl.SSLCertVerificationError as error:
        phrase, why = _TLS_REASONS.get(error.verify_code, words.TLS_CA), error.verify_message or ""
    except OSError as error:
        why = _why(error, waits.tls_s)
    else:
        return _certificate(writer.get_extra_info("ssl_object"), server, clock)
    return phrase(why=why, host=server.host, port=server.port)


def _certificate(tls: ssl.SSLObject, server: Hop, clock: Clock) -> Finding:
    found: dict[str, Any] = tls.getpeercert() or {}
    days = int((ssl.cert_time_to_seconds(found["notAfter"]) - clock.now()) // DAY_S)
    subject, issuer = (
        {key: value for part in found.get(which, ()) for key, value in part} for which in ("subject", "issuer")
    )
    return (words.TLS_FINE if days >= FEW_DAYS else words.TLS_ENDING)(
        version=tls.version(),
        name=subject.get("commonName", server.host),
        issuer=issuer.get("organizationName") or issuer.get("commonName", "?"),
        days=days,
    )


def _why(error: OSError, within_s: float) -> Said | str:
    """The reason in the system's words; asyncio has a sentence of its own."""
    if isinstance(error, ssl.SSLError):
        return str(error.reason or error).replace("_", " ").lower()
    if isinstance(error, TimeoutError) and not error.errno:
        return Said(words.TIMED_OUT, {"seconds": f"{within_s:g}"})
    return os.strerror(error.errno) if error.errno else str(error) or type(error).__name__
