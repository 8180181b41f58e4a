"""The decoder of an endpoint's answer."""

from __future__ import annotations

from typing import Any

from tui.agora.editions.reference_2020.wire.calls import call_list
from tui.agora.editions.reference_2020.wire.diagnoses import diagnoses
from tui.agora.editions.reference_2020.wire.envelope import Body, accepted
from tui.agora.editions.reference_2020.wire.minutes import series, usage
from tui.agora.editions.reference_2020.wire.receipt import receipt
from tui.agora.editions.reference_2020.wire.stream import DetailsStream
from tui.domain.edition import Endpoint, Yields
from tui.domain.records import Part, Receipt, Remainder, Request


def decoded(status: int, content: bytes, endpoint: Endpoint, request: Request) -> tuple[Any, Remainder]:
    return records(accepted(status, content), endpoint, request.channel)


def received(status: int, content: bytes) -> tuple[Receipt, Remainder]:
    return receipt(accepted(status, content))


def streamed(endpoint: Endpoint, request: Request) -> DetailsStream | None:
    """Call details may be 100 MB."""
    if endpoint.yields is not Yields.DETAILS:
        return None
    return DetailsStream(request.call_id, with_metrics=(request.part or Part.METRICS).with_metrics)


def records(body: Body, endpoint: Endpoint, channel: str) -> tuple[Any, Remainder]:
    """The records of an answer that was read as a whole, and the remainder. Raises Unreadable."""
    match endpoint.yields:
        case Yields.SERIES:
            return series(body, endpoint, channel)
        case Yields.DIAGNOSES:
            return diagnoses(body)
        case Yields.DAYS:
            return usage(body)
        case Yields.CALLS:
            return call_list(body)
        case other:
            raise ValueError(f"{other.value} are not read as a whole")
