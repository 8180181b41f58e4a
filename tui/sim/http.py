"""HTTP/1.1 as far as this server needs it: one request read from a stream, one response written to it.

The standard library's http.server would do, but importing it takes as long as everything else in this process.
"""

from __future__ import annotations

from io import BufferedIOBase
from typing import NamedTuple

from tui.sim.response import Response

LONGEST_LINE = 65536
MOST_HEADERS = 100
LARGEST_BODY = 1 << 20

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class MalformedError(ValueError):
    """The bytes are no valid request; the rest of the connection cannot be trusted."""


class Request(NamedTuple):
    """`target` is path and query as they came; header names are in lower case."""

    method: str
    target: str
    version: str
    headers: dict[str, str]
    body: bytes

    @property
    def persistent(self) -> bool:
        """Whether the connection may serve another request; a client without that cannot read chunks either."""
        return self.version == "HTTP/1.1" and self.headers.get("connection", "").lower() != "close"


def read_request(stream: BufferedIOBase) -> Request | None:
    """The next request; None if the client has no more. Raises MalformedError."""
    line = _line(stream)
    if not line:
        return None
    parts = line.split()
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise MalformedError("invalid request line")
    headers = _headers(stream)
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit() and int(length) <= LARGEST_BODY):
        raise MalformedError("invalid body: its length")
    return Request(parts[0], parts[1], parts[2], headers, stream.read(int(length)))


def write_response(stream: BufferedIOBase, request: Request | None, response: Response) -> bool:
    """Send the response, in chunks if its length is unknown; False if the connection must end with it."""
    sized = "Content-Length" in response.headers
    persistent = request is not None and request.persistent and response.headers.get("Connection") != "close"
    chunked = not sized and request is not None and request.version == "HTTP/1.1"
    headers = dict(response.headers)
    if chunked:
        headers["Transfer-Encoding"] = "chunked"
    if not persistent:
        headers["Connection"] = "close"
    head = [f"HTTP/1.1 {response.status} {REASONS[response.status]}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    stream.write("\r\n".join([*head, "", ""]).encode("latin-1"))
    if request is None or request.method != "HEAD":
        for piece in response.body:
            stream.write(b"%X\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            stream.write(b"0\r\n\r\n")
    stream.flush()
    return persistent and (sized or chunked)


def _headers(stream: BufferedIOBase) -> dict[str, str]:
    headers: dict[str, str] = {}
    while line := _line(stream):
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip() or len(headers) == MOST_HEADERS:
            raise MalformedError("invalid header")
        headers[name.lower()] = value.strip()
    return headers


def _line(stream: BufferedIOBase) -> str:
    """A line without its end; "" for an empty one and at the end of the stream."""
    line = stream.readline(LONGEST_LINE + 1)
    if len(line) > LONGEST_LINE:
        raise MalformedError("line too long")
    return line.rstrip(b"\r\n").decode("utf-8", "replace")
