"""Unpacking: the decoded body of an answer, in pieces of bounded size.

A kilobyte of gzip may hold a megabyte: the content of one chunk is never unpacked at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx

from tui.agora.errors import Unreadable
from tui.domain.quoting import quoted

# The bytes of one input chunk, and the most bytes of one output piece.
CHUNK_BYTES = 64 * 2**10
_GZIP = 16 + zlib.MAX_WBITS


class Unpacker:
    """Unpacks one answer. Raises Unreadable for an encoding that was not requested, and for broken gzip."""

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
        """`chunk` as it is, or unpacked piece by piece."""
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
        """The bytes without room in the last piece, at the end: one repetition, 258 bytes at most."""
        return b"" if self._gzip is None else self._gzip.flush()
