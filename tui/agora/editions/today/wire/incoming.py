"""The decoder of an endpoint's answer."""

from __future__ import annotations

from typing import Any

from tui.agora.editions.today.wire.calls import call_list, sessions
from tui.agora.editions.today.wire.curves import CurvesStream
from tui.agora.editions.today.wire.envelope import accepted
from tui.agora.editions.today.wire.figures import PAYLOAD, breakdown, buckets, series
from tui.agora.errors import Unreadable
from tui.domain.edition import Endpoint, Yields
from tui.domain.records import Receipt, Remainder, Request


def decoded(status: int, content: bytes, endpoint: Endpoint, request: Request) -> tuple[Any, Remainder]:
    page = request.selection.page
    match endpoint.yields:
        case Yields.CALLS:
            return call_list(accepted(status, content, "call_lists"), page)
        case Yields.SESSIONS:
            return sessions(accepted(status, content, "call_info"), page)
        case Yields.SERIES:
            return series(accepted(status, content, PAYLOAD), endpoint, request)
        case Yields.BREAKDOWN:
            return breakdown(accepted(status, content, PAYLOAD), endpoint, request)
        case Yields.BUCKETS:
            return buckets(accepted(status, content, PAYLOAD))
        case other:
            raise ValueError(f"{other.value} are not read as a whole")


def streamed(endpoint: Endpoint, request: Request) -> CurvesStream | None:
    """Curves of 20 sessions over hours are megabytes."""
    return CurvesStream() if endpoint.yields is Yields.CURVES else None


def received(status: int, content: bytes) -> tuple[Receipt, Remainder]:
    raise Unreadable("this edition takes no reports")
