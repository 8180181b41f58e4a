"""The network between scry and a database, as a test breaks it: resets, stalls, half-open connections."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from typing import Self

# A reset, not an orderly end.
RESET = struct.pack("ii", 1, 0)


class BrokenNetwork:
    """A port of the loopback in front of `port`. Whole at first; `with` it."""

    def __init__(self, port: int) -> None:
        self.behind = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._flows = threading.Event()
        self._flows.set()
        self._is_open = True
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self._left: int | None = None
        self._ends: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def url(self, database: str = "postgres", options: str = "") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}{options}"

    @property
    def is_whole(self) -> bool:
        """Nothing is broken, and nothing is about to be."""
        return self._is_open and self._left is None and self._flows.is_set()

    def stall(self) -> None:
        """Nothing passes any more, in neither direction; connections are taken and stay silent."""
        self._flows.clear()

    def reset(self) -> None:
        """Every connection ends by a reset; new ones are taken."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def reset_after(self, pieces: int) -> None:
        """So many pieces pass from now on, of whatever connection and direction; then every connection is reset."""
        self._left = pieces

    def cut(self) -> None:
        """A reset, and every new connection is reset, too."""
        self._is_open = False
        self.reset()

    def forget(self) -> None:
        """Half-open: the server's side ends, this side is not told."""
        with self._lock:
            pairs, self._pairs = self._pairs, [(near, near) for near, _ in self._pairs]
        for _, far in pairs:
            with suppress(OSError):
                far.shutdown(socket.SHUT_RDWR)

    def heal(self) -> None:
        self._is_open = True
        self._flows.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.behind)) if self._is_open else None
            except OSError:
                far = None
            if far is None:
                near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._pairs.append((near, far))
                self._ends += near, far
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                if self._is_last():
                    self.reset()
                    break
                target.sendall(data)
        with self._lock:
            is_half_open = any(pair[0] is pair[1] and pair[0] in (source, target) for pair in self._pairs)
        if not is_half_open:
            with suppress(OSError):
                target.shutdown(socket.SHUT_RDWR)

    def _is_last(self) -> bool:
        with self._lock:
            if self._left is None:
                return False
            self._left -= 1
            if self._left > 0:
                return False
            self._left = None
            return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listening.close()
        self._flows.set()
        self.reset()
        for end in self._ends:
            end.close()
