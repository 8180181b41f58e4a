"""Response: an answer's status, headers and body, before any socket."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

JSON = "application/json; charset=utf-8"
PIECE = 65536
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Response(NamedTuple):
    """Without a Content-Length the body is of unknown length; its pieces are made as they are sent."""

    status: int
    headers: Mapping[str, str]
    body: Iterable[bytes]


def dump(value: Any, ascii_only: bool = False) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))


def whole(status: int, text: str, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    body = text.encode()
    return Response(status, {"Content-Type": JSON, "Content-Length": str(len(body)), **headers}, (body,))


def streamed(pieces: Iterable[str]) -> Response:
    return Response(200, {"Content-Type": JSON}, _gathered(pieces))


def failed(status: int, message: str, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """An error as the reference numbers it (状态码), the same number in the body."""
    return whole(status, dump({"code": status, "message": message}), headers)


def _gathered(pieces: Iterable[str]) -> Iterator[bytes]:
    """Small pieces joined to pieces worth a sending."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()
