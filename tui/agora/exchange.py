"""One exchange with the server: a request out, an answer in, every failure as an ApiError."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Generic, TypeVar

import httpx
from msgspec import Struct

from tui.agora.errors import ApiError, TimedOut, Unreachable, Unreadable, error_of_status
from tui.agora.network import network
from tui.agora.unpacking import CHUNK_BYTES, Unpacker
from tui.domain.quoting import quoted

log = logging.getLogger(__name__)

T = TypeVar("T")
Receive = Callable[[httpx.Response], Awaitable[T]]

# Answers that are read as a whole are short: an hour of minutes, ten rows, seven days; tens of kilobytes. Parsing takes
# ten times the memory, and blocks the keys meanwhile (a quarter of a second for eight megabytes).
MOST_WHOLE_BYTES = 4 * 2**20

# Digits of a number of seconds: thirty years.
MOST_DIGITS = 9


class Timeouts(Struct, frozen=True):
    """The longest duration of each part of an exchange, in seconds.

    `read_s` is the longest silence; `whole_s` bounds the whole exchange, since a server that sends a byte now and then
    is never silent. It is less than the 60 s after which the ledger counts an unanswered request as lost. Call details
    may be 100 MB on a slow link: their bound is `details_s`.
    """

    connect_s: float = 10.0
    read_s: float = 20.0
    write_s: float = 10.0
    pool_s: float = 5.0
    whole_s: float = 55.0
    details_s: float = 600.0


DEFAULT_TIMEOUTS = Timeouts()


class Exchange(Struct, Generic[T], frozen=True):
    """The answer as received, of any status. `wait_s` is the requested pause (Retry-After)."""

    status: int
    received: T
    server_ts: float | None
    elapsed_ms: float
    wait_s: float | None = None


class Connection:
    """The connection to one base URL, with credentials for it alone."""

    def __init__(
        self, base_url: str, auth: httpx.Auth, transport: httpx.AsyncBaseTransport | None, timeouts: Timeouts
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._auth = auth
        self._transport = transport
        self._timeouts = timeouts
        self._http: httpx.AsyncClient | None = None

    @property
    def host(self) -> str:
        """`api.agora.io:443`: host and port of the base URL, without a user name or a password in it."""
        scheme, _, rest = self._base_url.partition("://")
        host = quoted(rest.partition("/")[0].rpartition("@")[2])
        return host if re.search(r":\d*$", host) else f"{host}:{80 if scheme.lower() == 'http' else 443}"

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def exchange(
        self,
        method: str,
        target: str,
        receive: Receive[T],
        *,
        content: bytes | None = None,
        within_s: float | None = None,
    ) -> Exchange[T]:
        """Send one request. `target` is path and query; `within_s` bounds the exchange, None: `whole_s`.

        `receive` reads the body; cancellation or an error of it closes the connection. Raises ApiError.
        """
        within_s = self._timeouts.whole_s if within_s is None else within_s
        headers = {} if content is None else {"Content-Type": "application/json"}
        # The `Date` of an answer that breaks off still tells the time.
        server_ts: float | None = None
        try:
            async with (
                asyncio.timeout(within_s),
                self._opened().stream(method, self._base_url + target, content=content, headers=headers) as response,
            ):
                server_ts = _time(response.headers.get("Date"))
                wait_s = _wait_s(response.headers.get("Retry-After"), server_ts)
                try:
                    _refuse_detours(response, self.host)
                    received = await receive(response)
                except ApiError as error:
                    raise _told_by_status(error, response).during(response.status_code, server_ts, wait_s) from None
        except TimeoutError as error:
            raise TimedOut(f"{self.host}: not the whole answer within {within_s:g} s", server_ts=server_ts) from error
        except httpx.TimeoutException as error:
            sent = not isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
            raise TimedOut(f"{self.host}: {self._waited(error)}", arrived=sent, server_ts=server_ts) from error
        except (httpx.HTTPError, OSError) as error:
            # A proxy's own error comes before the tunnel for the request is open.
            sent = not isinstance(error, httpx.ConnectError | httpx.ProxyError | httpx.UnsupportedProtocol)
            why = quoted(str(error)) or type(error).__name__
            raise Unreachable(f"{self.host}: {why}", arrived=sent, server_ts=server_ts) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            # An impossible host name shows only when it is encoded.
            raise Unreachable(f"{self.host}: the base URL is not a URL", arrived=False) from error
        return Exchange(response.status_code, received, server_ts, _elapsed_ms(response), wait_s)

    def _opened(self) -> httpx.AsyncClient:
        """The one HTTP client, made at the first request: its TLS set-up takes longer than a frame."""
        if self._http is None:
            wait = self._timeouts
            self._http = httpx.AsyncClient(
                auth=self._auth,
                # One encoding only, of the standard library: a second layer could unpack without bound.
                headers={"Accept": "application/json", "Accept-Encoding": "gzip"},
                timeout=httpx.Timeout(connect=wait.connect_s, read=wait.read_s, write=wait.write_s, pool=wait.pool_s),
                follow_redirects=False,
                transport=self._transport or self._way(),
                # network.py reads the environment, and reports its mistakes.
                trust_env=False,
            )
        return self._http

    def _way(self) -> httpx.AsyncHTTPTransport:
        """The network, by the proxy and with the certificates of the environment."""
        try:
            found = network(self._base_url, os.environ)
        except ValueError as error:
            raise Unreachable(f"{self.host}: the base URL is not a URL", arrived=False) from error
        for skipped in found.skipped:
            log.warning("%s", skipped("en"))
        if found.trouble is not None:
            raise Unreachable(found.trouble("en"), arrived=False)
        return httpx.AsyncHTTPTransport(
            # An empty trust store without encryption: loading certificates takes longer than a frame.
            verify=found.trust.context if found.trust else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            trust_env=False,
            proxy=found.route.proxy.for_httpx() if found.route.proxy else None,
        )

    def _waited(self, error: httpx.TimeoutException) -> str:
        wait = self._timeouts
        match error:
            case httpx.ConnectTimeout():
                return f"no connection within {wait.connect_s:g} s"
            case httpx.WriteTimeout():
                return f"the request was not taken within {wait.write_s:g} s"
            case httpx.PoolTimeout():
                return f"no free connection within {wait.pool_s:g} s"
            case _:
                return f"silent for {wait.read_s:g} s"


async def whole(response: httpx.Response) -> bytes:
    """The content of an answer, unpacked and bounded."""
    if response.is_stream_consumed:
        # A transport of tests hands answers over as a whole.
        return response.content
    unpacker = Unpacker(response)
    content = bytearray()
    async for chunk in response.aiter_raw(CHUNK_BYTES):
        for piece in unpacker.pieces(chunk):
            content += piece
            refuse_beyond(MOST_WHOLE_BYTES, max(len(content), response.num_bytes_downloaded))
    return bytes(content + unpacker.rest())


def refuse_beyond(most_bytes: int, size_bytes: int) -> None:
    if size_bytes > most_bytes:
        raise Unreadable(f"the answer is longer than {most_bytes // 2**20} MiB")


def _told_by_status(error: ApiError, response: httpx.Response) -> ApiError:
    """The error of the HTTP status where the body is unreadable: a 401 is one, however its page is encoded."""
    return error_of_status(response.status_code)(error.failure.detail) if isinstance(error, Unreadable) else error


def _refuse_detours(response: httpx.Response, host: str) -> None:
    """Raises Unreachable for a redirect."""
    if response.has_redirect_location:
        raise Unreachable(
            f"{host}: redirected to {_redirect_host(response)}; not followed, since the credentials are not for it"
        )


def _redirect_host(response: httpx.Response) -> str:
    try:
        host = httpx.URL(response.headers["Location"]).host
    except httpx.InvalidURL:
        return "what is not a URL"
    return quoted(host) or "another path of the same host"


def _elapsed_ms(response: httpx.Response) -> float:
    """From the request to the end of the answer; 0 for a transport that hands answers over as a whole."""
    try:
        return response.elapsed.total_seconds() * 1000
    except RuntimeError:
        return 0.0


def _time(header: str | None) -> float | None:
    """The epoch seconds of an HTTP date; a date without a zone is UTC, as HTTP demands."""
    try:
        date = parsedate_to_datetime(header or "")
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _wait_s(header: str | None, server_ts: float | None) -> float | None:
    """The seconds of `Retry-After`: a number, or a date relative to the answer's own."""
    header = (header or "").strip()
    if header.isascii() and header.isdecimal():
        return float(header[:MOST_DIGITS])
    until_ts = _time(header)
    return None if until_ts is None or server_ts is None else max(0.0, until_ts - server_ts)
