"""The body of a large answer, unpacked and decoded in a worker thread while it arrives."""

from __future__ import annotations

import asyncio
import sys
import zlib
from collections.abc import Callable, Iterator

import httpx

from tui.api.errors import Unreadable
from tui.api.exchange import refuse_beyond_bound
from tui.api.wire import DetailsStream, quoted
from tui.records import CallDetails, SetAside

Progress = Callable[[int, int | None], None]

# As much at a time goes to the worker, and as much comes out of the unpacking.
CHUNK_BYTES = 64 * 2**10
# So long the event loop waits for its turn while a worker computes; of itself Python lets it wait five times as long.
TURN_S = 0.001
_GZIP = 16 + zlib.MAX_WBITS


class Intake:
    """Feeds one answer to a stream.

    While the worker is busy nothing is read from the connection, so at most one chunk waits; what the worker does at
    a time is short, so the event loop gets its turn.
    """

    def __init__(self, stream: DetailsStream, progress: Progress | None) -> None:
        self._stream = stream
        self._progress = progress
        self._unpacker: zlib._Decompress | None = None
        self._given_up = False

    @property
    def size_bytes(self) -> int:
        """How much has been unpacked."""
        return self._stream.size_bytes

    async def receive(self, response: httpx.Response) -> tuple[CallDetails, tuple[SetAside, ...]]:
        """The decoded answer; raises ApiError. Cancelled, it keeps nothing; the worker stops at its next piece."""
        sys.setswitchinterval(min(sys.getswitchinterval(), TURN_S))
        self._unpacker = _unpacker(response)
        total_bytes = _length(response)
        chunk = bytearray()
        try:
            async for arrived in response.aiter_raw():
                chunk += arrived
                refuse_beyond_bound(response.num_bytes_downloaded)
                if self._progress is not None:
                    self._progress(response.num_bytes_downloaded, total_bytes)
                if len(chunk) >= CHUNK_BYTES:
                    await asyncio.to_thread(self._feed, bytes(chunk))
                    chunk.clear()
            return await asyncio.to_thread(self._finish, bytes(chunk), response.status_code)
        finally:
            self._given_up = True

    def _feed(self, chunk: bytes) -> None:
        try:
            for piece in self._unpacked(chunk):
                if self._given_up:
                    return
                self._stream.feed(piece)
                refuse_beyond_bound(self._stream.size_bytes)
        except zlib.error as error:
            raise Unreadable(f"the answer cannot be unpacked ({quoted(str(error))})") from error

    def _finish(self, chunk: bytes, status: int) -> tuple[CallDetails, tuple[SetAside, ...]]:
        self._feed(chunk)
        if self._unpacker is not None:
            # At most one repetition (258 bytes), which the last piece had no room for.
            self._stream.feed(self._unpacker.flush())
        return self._stream.finish(status)

    def _unpacked(self, chunk: bytes) -> Iterator[bytes]:
        """`chunk` as it is, or piece by piece unpacked: a thousandfold may come out of it."""
        if self._unpacker is None:
            yield chunk
            return
        while chunk and not self._unpacker.eof:
            yield self._unpacker.decompress(chunk, CHUNK_BYTES)
            chunk = self._unpacker.unconsumed_tail


def _unpacker(response: httpx.Response) -> zlib._Decompress | None:
    match response.headers.get("Content-Encoding", "").strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(_GZIP)
        case other:
            raise Unreadable(f"the answer is packed as {quoted(other)}, which was not asked for")


def _length(response: httpx.Response) -> int | None:
    said = response.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None
