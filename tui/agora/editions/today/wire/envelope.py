"""The envelope of today's answers: `code` is 200, 0 or absent where the payload is there; no message is a sign."""

from __future__ import annotations

from collections.abc import Callable

from tui.agora.editions.reference_2020.wire.envelope import SUCCESS, SUCCESS_WITH_DATA, Body, parsed
from tui.agora.editions.reference_2020.wire.envelope import accepted as accepted_if
from tui.agora.editions.reference_2020.wire.reading import Fields

HTTP_ERROR = 400


def accepted(
    status: int,
    content: bytes,
    payload: str,
    parse: Callable[[bytes], object] = parsed,
    start: bytes | None = None,
) -> Body:
    """The body of an answer that says yes, with its payload as a list; raises ApiError."""

    def says_yes(body: Body) -> bool:
        if body.fields.get("code") is None:
            return status < HTTP_ERROR and body.fields.get(payload) is not None
        if body.code == SUCCESS_WITH_DATA:
            return body.fields.get(payload) is not None
        return body.code == SUCCESS

    body = accepted_if(status, content, parse, start, says_yes)
    return Body(_unwrapped(body.fields, payload), body.code, body.message)


def _unwrapped(fields: Fields, payload: str) -> Fields:
    """`{"data": {"list": […]}}` as `{"data": […]}`."""
    found = fields.get(payload)
    return {**fields, payload: found["list"]} if isinstance(found, dict) and "list" in found else fields
