"""AlertServer for the vendor's alert callbacks (告警回调): `POST /SECRET`, of several projects `POST /SECRET/PROFILE`.

    the vendor ─ JSON, 64 KiB at most ─▶ its project's AlertInbox ─▶ the store

    200 written · 202 held until the store takes it · 400 no alert · 404 a wrong path or secret · 405 no POST
    408 too slow · 413 too large · 422 of an unknown project · 503 no room, or the project is not open yet

The vendor waits two seconds and tries twice more. The server (extra `scry-tui[alerts]`) logs no path: it holds the
secret.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from tui.agora.alert_callback import NoAlert, alert_of
from tui.agora.redact import remember_secret
from tui.cli.collect.metrics import listening_address
from tui.cli.settings import Settings
from tui.clock import Clock
from tui.collector.alert_inbox import AlertInbox, Kept
from tui.config.values import ConfigError, Secret
from tui.domain.records import VendorAlert
from tui.messages import collect as words

log = logging.getLogger(__name__)

OPTION = "--alerts-listen"
MOST_BYTES = 64 * 2**10
# Together well within the vendor's two seconds.
BODY_S, WRITE_S = 1.0, 0.5
MOST_CONNECTIONS = 200
ANSWERS: Mapping[Kept, int] = {Kept.WRITTEN: 200, Kept.HELD: 202, Kept.FULL: 503}
TEXTS: Mapping[int, str] = {
    200: "kept",
    202: "kept in memory",
    400: "no alert",
    404: "not found",
    405: "POST only",
    408: "too slow",
    413: "more than 64 KiB",
    422: "no such project: end the URL with a profile's name",
    503: "try again",
}

HttpMessage = MutableMapping[str, Any]
HttpReceive = Callable[[], Awaitable[HttpMessage]]
HttpSend = Callable[[HttpMessage], Awaitable[None]]


class AlertRoute(Struct, frozen=True):
    """One project. Each of its names may end the path; `clock` is the server's."""

    names: Sequence[str]
    inbox: AlertInbox
    clock: Clock


class RefusedCallback(Exception):  # noqa: N818 - no error of the program
    """The request is answered with `status`."""

    def __init__(self, status: int) -> None:
        self.status = status


def alerts_secret(settings: Settings) -> Secret:
    """Runs the command that prints it. Raises ConfigError."""
    source = settings.alerts_secret
    if not source.command:
        raise ConfigError(words.NO_ALERTS_SECRET, path=settings.config_path)
    secret = source.secret()
    if "/" in secret or secret.split() != [secret]:
        raise ConfigError(words.BAD_ALERTS_SECRET, place=source.where)
    remember_secret("", secret)
    return secret


class AlertServer:
    """`secret` may change while it listens."""

    def __init__(self, secret: Secret) -> None:
        self.secret = secret
        self._routes: dict[AlertInbox, AlertRoute] = {}
        self._is_over = asyncio.Event()
        self._base_url = ""
        self._task: asyncio.Task[None] | None = None
        self._is_stray_told = False

    def put(self, route: AlertRoute) -> None:
        self._routes[route.inbox] = route

    def drop(self, inbox: AlertInbox) -> None:
        self._routes.pop(inbox, None)

    async def listen(self, address: str) -> None:
        """Serve at `HOST:PORT`. Raises ConfigError for an address that is taken or none, or without the library."""
        try:
            import uvicorn
        except ImportError:
            raise ConfigError(words.NO_ALERTS) from None

        class Server(uvicorn.Server):
            @contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield  # signals are the service's

            async def main_loop(self) -> None:
                # Its own looks ten times a second for the end: most of an idle collector's CPU.
                await is_over.wait()

        taken, is_over = bound(address, OPTION), self._is_over
        config = uvicorn.Config(
            self.answer, interface="asgi3", http="h11", ws="none", lifespan="off", log_config=None,
            log_level="critical", access_log=False, proxy_headers=False, server_header=False,
            date_header=False, timeout_graceful_shutdown=1, timeout_keep_alive=5, limit_concurrency=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=16 * 2**10,
        )  # fmt: skip
        self._task = asyncio.create_task(Server(config).serve(sockets=[taken]))
        host, port = taken.getsockname()[:2]
        self._base_url = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def tell_urls(self, names: Sequence[str]) -> None:
        """The log tells the URL of each project, with a word in the place of the secret."""
        for name, path in callback_paths(names).items():
            log.info("alert callbacks of %s at %s%s", name, self._base_url, path)

    async def close(self) -> None:
        if self._task is not None:
            self._is_over.set()
            await self._task

    # -- a request

    async def answer(self, scope: MutableMapping[str, Any], receive: HttpReceive, send: HttpSend) -> None:
        try:
            status = await self._status(scope, receive)
        except RefusedCallback as refused:
            status = refused.status
        except Exception:
            log.exception("an alert callback failed")
            status = 503
        text = TEXTS[status].encode()
        headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode())]
        headers.append((b"date", formatdate(usegmt=True).encode()))
        headers += [(b"allow", b"POST")] * (status == 405)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text})

    async def _status(self, scope: Mapping[str, Any], receive: HttpReceive) -> int:
        """Raises RefusedCallback. Nothing of the body is read before the secret is known to be right."""
        named = self._named(scope["path"])
        if scope["method"] != "POST":
            return 405
        body = await _body(scope, receive)
        route = self._route(named)
        try:
            alert = alert_of(body, time.time() if route is None else route.clock.now())
        except NoAlert:
            return 400
        route = route or self._route(alert.project)
        if route is None:
            self._tell_stray(alert)
            return 422 if self._routes else 503
        return ANSWERS[await route.inbox.receive(alert, len(body), WRITE_S)]

    def _named(self, path: str) -> str:
        """The name behind the secret, "" where nothing is. A path may begin with one part more, of a proxy. Raises
        RefusedCallback.

        Both places are compared, and digests of one length: the time tells nothing of the secret.
        """
        parts = path.strip("/").split("/")
        wanted = _digest(self.secret)
        first, second = (hmac.compare_digest(_digest(part), wanted) for part in (*parts, "")[:2])
        rest = parts[1:] if first else parts[2:]
        if not (first or second) or len(rest) > 1:
            raise RefusedCallback(404)
        return "".join(rest)

    def _route(self, name: str) -> AlertRoute | None:
        """The project of that name; without a name the only one."""
        routes = list(self._routes.values())
        if not name:
            return routes[0] if len(routes) == 1 else None
        return next((route for route in routes if name in route.names), None)

    def _tell_stray(self, alert: VendorAlert) -> None:
        """Once: every alert of that rule comes to the same URL."""
        if not self._is_stray_told:
            names = ", ".join(dict.fromkeys(name for route in self._routes.values() for name in route.names))
            log.warning("an alert of %r is of none of: %s; end its URL with one of them", alert.project, names or "–")
        self._is_stray_told = True


def callback_paths(names: Sequence[str]) -> Mapping[str, str]:
    """The path of the URL of each project that one server receives for, by its name."""
    return {name: "/SECRET" if len(names) == 1 else f"/SECRET/{quote(name, safe='')}" for name in names}


async def _body(scope: Mapping[str, Any], receive: HttpReceive) -> bytes:
    """Raises RefusedCallback."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise RefusedCallback(413)
    body: bytes = b""
    try:
        async with asyncio.timeout(BODY_S):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > MOST_BYTES:
                    raise RefusedCallback(413)
                if not message.get("more_body"):
                    return body
    except TimeoutError:
        raise RefusedCallback(408) from None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()


def bound(address: str, option: str) -> socket.socket:
    """A socket at `HOST:PORT`, not listening yet. Raises ConfigError for an address that is taken or none."""
    host, port = listening_address(address, option)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, place = found[0]
        taken = socket.socket(family, kind, protocol)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(place)
        except OSError:
            taken.close()
            raise
    except OSError as error:
        raise ConfigError(words.NOT_LISTENING, option=option, address=address, error=error.strerror) from None
    return taken
