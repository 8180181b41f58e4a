"""The body of a large answer, unpacked and decoded in a worker thread while it arrives."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import httpx

from tui.agora.exchange import refuse_beyond
from tui.agora.unpacking import CHUNK_BYTES, Unpacker
from tui.agora.wire import BodyStream
from tui.domain.records import Remainder

OnProgress = Callable[[int, int | None], None]

# The longest documented answer (three hours of ten users) is about 100 MB; a longer one than this is no answer.
MOST_BYTES = 256 * 2**20
# A documented answer holds some hundred kilobytes beside the points of its curves.
MOST_REST_BYTES = 32 * 2**20
# The event loop's longest wait for its turn while a worker computes; Python's default is five times as long.
TURN_S = 0.001


class StreamingBody:
    """Feeds one answer to a stream decoder.

    While the worker is busy nothing is read from the connection, so at most one chunk waits; each step of the worker is
    short, so the event loop gets its turn.
    """

    def __init__(self, stream: BodyStream, progress: OnProgress | None) -> None:
        self._stream = stream
        self._progress = progress
        self._given_up = False

    @property
    def size_bytes(self) -> int:
        """The unpacked bytes so far."""
        return self._stream.size_bytes

    async def receive(self, response: httpx.Response) -> tuple[Any, Remainder]:
        """The decoded answer; raises ApiError. Cancellation keeps nothing; the worker stops at its next piece."""
        sys.setswitchinterval(min(sys.getswitchinterval(), TURN_S))
        unpacker = Unpacker(response)
        total_bytes = _length(response)
        chunk = bytearray()
        try:
            async for arrived in response.aiter_raw():
                chunk += arrived
                refuse_beyond(MOST_BYTES, response.num_bytes_downloaded)
                if self._progress is not None:
                    self._progress(response.num_bytes_downloaded, total_bytes)
                if len(chunk) >= CHUNK_BYTES:
                    await asyncio.to_thread(self._feed, unpacker, bytes(chunk))
                    chunk.clear()
            return await asyncio.to_thread(self._finish, unpacker, bytes(chunk), response.status_code)
        finally:
            self._given_up = True

    def _feed(self, unpacker: Unpacker, chunk: bytes) -> None:
        for piece in unpacker.pieces(chunk):
            if self._given_up:
                return
            self._stream.feed(piece)
            refuse_beyond(MOST_BYTES, self._stream.size_bytes)
            refuse_beyond(MOST_REST_BYTES, self._stream.rest_bytes)

    def _finish(self, unpacker: Unpacker, chunk: bytes, status: int) -> tuple[Any, Remainder]:
        self._feed(unpacker, chunk)
        self._stream.feed(unpacker.rest())
        return self._stream.finish(status)


def _length(response: httpx.Response) -> int | None:
    said = response.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None
