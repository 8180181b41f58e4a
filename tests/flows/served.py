"""A simulator or a handful of stored answers on a loopback port, and scry in a terminal against it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.serving import serving
from tests.sim.watched import World
from tests.term import Terminal
from tui.sim.scenes import Scene
from tui.sim.server import make_server

ROOT = Path(__file__).parents[2]
SCRY = (sys.executable, "-m", "tui")
CREDENTIALS = {"SCRY_CUSTOMER_ID": "demo", "SCRY_CUSTOMER_SECRET": "demo-secret-4711"}


@contextmanager
def simulated(
    scene: str | Scene = "incident", *, seed: int = 1, onset_ago_s: float = 600.0, now_ts: float | None = None
) -> Iterator[tuple[World, str]]:
    """A world in real time, its server, and the server's URL. `now_ts`: where its clock begins, which this box's need
    not agree with."""
    ahead_s = 0.0 if now_ts is None else now_ts - time.time()
    now_ts = time.time() + ahead_s
    secret = CREDENTIALS["SCRY_CUSTOMER_SECRET"]
    world = World(scene, seed, lambda: time.time() + ahead_s, "demoapp", ("demo", secret), now_ts, -onset_ago_s)
    with serving(make_server(world, ("127.0.0.1", 0))) as server:
        yield world, server.url


@contextmanager
def answering(
    status: int, body: bytes | Callable[[Mapping[str, str]], bytes], headers: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """A server with one answer to every request, or one made from its headers; its URL, and the requested paths."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            content = (
                body if isinstance(body, bytes) else body({name.lower(): text for name, text in self.headers.items()})
            )
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}", asked


def scry(
    *arguments: str, home: Path, env: Mapping[str, str] | None = None, cols: int = 120, rows: int = 36
) -> Terminal:
    """scry in a terminal of its own, with credentials in its environment."""
    environment = {**CREDENTIALS, "TZ": "Asia/Shanghai", **(env or {})}
    return Terminal.spawn((*SCRY, *arguments), home=home, env=environment, cols=cols, rows=rows, cwd=ROOT)
