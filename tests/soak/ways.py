"""The way of a box to its database: straight while it is whole, through the suite's proxy while it is broken or about
to be. The threads of the proxy take as long as all of scry.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import ClassVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.store.broken_network import RESET, BrokenNetwork
from tui.store.postgres.address import conninfo_of
from tui.store.postgres.pool import Pool


class Way(BrokenNetwork):
    """Each connection asks for its address when it is made (`address`)."""

    _known: ClassVar[dict[str, Way]] = {}

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._known[str(self.port)] = self

    @classmethod
    def address(cls, url: str) -> str:
        """Instead of `conninfo_of`."""
        conninfo = conninfo_of(url)
        way = cls._known.get(str(conninfo_to_dict(conninfo)["port"]))
        return make_conninfo(conninfo, port=way.behind) if way is not None and way.is_whole else conninfo

    def reset(self) -> None:
        super().reset()
        if (pool := Pool._known.get(self.url())) is not None:
            for connection in tuple(pool._pool._pool):
                # The server may have closed the connection meanwhile.
                with (
                    suppress(OSError, psycopg.OperationalError),
                    socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as one,
                ):
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    one.shutdown(socket.SHUT_RDWR)

    def reset_after(self, pieces: int) -> None:
        super().reset_after(pieces)
        # The next connections go through the proxy.
        if (pool := Pool._known.get(self.url())) is not None:
            pool._pool.drain()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        del self._known[str(self.port)]
