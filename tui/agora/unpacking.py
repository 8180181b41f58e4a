"""Unpacking: the body of an answer as it was before it was packed, in pieces of bounded size.

A kilobyte of gzip may hold a megabyte: what comes out of one chunk is never taken at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx

from tui.agora.editions.reference_2020.wire import quoted
from tui.agora.errors import Unreadable

# So much goes in at a time, and at most so much comes out.
CHUNK_BYTES = 64 * 2**10
_GZIP = 16 + zlib.MAX_WBITS


class Unpacker:
    """Unpacks one answer. Raises Unreadable for a packing that was not asked for, and for what is none."""

    def __init__(self, response: httpx.Response) -> None:
        self._gzip: zlib._Decompress | None = None
        match response.headers.get("Content-Encoding", "").strip().lower():
            case "" | "identity":
                pass
            case "gzip" | "x-gzip":
                self._gzip = zlib.decompressobj(_GZIP)
            case other:
                raise Unreadable(f"the answer is packed as {quoted(other)}, which was not asked for")

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """`chunk` as it is, or piece by piece unpacked; what is left of the last one nobody waits for."""
        if self._gzip is None:
            yield chunk
            return
        while chunk and not self._gzip.eof:
            try:
                yield self._gzip.decompress(chunk, CHUNK_BYTES)
            except zlib.error as error:
                raise Unreadable(f"the answer cannot be unpacked ({quoted(str(error))})") from error
            chunk = self._gzip.unconsumed_tail

    def rest(self) -> bytes:
        """What the last piece had no room for, once nothing more comes: one repetition, 258 bytes at most."""
        return b"" if self._gzip is None else self._gzip.flush()
