"""Server: `respond` behind a TCP or a Unix socket; a thread for each connection."""

from __future__ import annotations

import socket
import socketserver
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tui.sim.http import MalformedError, read_request, write_response
from tui.sim.protocol import respond
from tui.sim.response import Response, failed
from tui.sim.world import World

Address = tuple[str, int] | str
Respond = Callable[..., Response]  # a world and a request, as `tui.sim.protocol.respond`

IDLE_S = 120


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Bound and listening after its making; `serve_forever` and `shutdown` as in socketserver. Raises OSError if it
    cannot bind."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, world: World, address: Address, respond: Respond) -> None:
        self.world = world
        self.respond = respond
        self.path = Path(address) if isinstance(address, str) else None
        self.address_family = socket.AF_INET if self.path is None else socket.AF_UNIX
        super().__init__(address, Handler)  # type: ignore[arg-type]  # the stubs know TCP addresses only

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, or the path of the Unix socket."""
        if self.path is not None:
            return str(self.path)
        host, port = self.socket.getsockname()[:2]
        return f"http://{host}:{port}"

    def server_bind(self) -> None:
        super().server_bind()
        if self.path is not None:
            self.path.chmod(0o600)
            self._inode = self.path.stat().st_ino

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self.path is None:
            # Otherwise the last small chunk of an answer waits for the acknowledgement of the one before.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address

    def server_close(self) -> None:
        """Also removes the socket's file, unless another server has made a new one since."""
        super().server_close()
        if self.path is not None and hasattr(self, "_inode"):
            try:
                if self.path.stat().st_ino == self._inode:
                    self.path.unlink()
            except FileNotFoundError:
                return

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left or fell silent is no error of ours."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(socketserver.StreamRequestHandler):
    """One connection. There is no access log: the terminal belongs to others."""

    timeout = IDLE_S
    wbufsize = 65536
    server: Server

    def handle(self) -> None:
        while self._exchange():
            pass

    def finish(self) -> None:
        try:
            super().finish()
        except ConnectionError:
            return  # the client left before the end of its answer

    def _exchange(self) -> bool:
        """One request and its response; False at the end of the connection."""
        try:
            request = read_request(self.rfile)
        except MalformedError as error:
            return write_response(self.wfile, None, failed(400, str(error)))
        if request is None:
            return False
        world = self.server.world
        path, _, query = request.target.partition("?")
        response = self.server.respond(world, request.method, path, query, request.headers, request.body, world.clock())
        return write_response(self.wfile, request, response)


def make_server(world: World, address: Address, respond: Respond = respond) -> Server:
    """A server on (host, port), port 0 for any, or on the path of a Unix socket.

    `respond` is that of the world's edition.
    """
    return Server(world, address, respond)
