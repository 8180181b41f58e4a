"""Which decoder reads the answer of an endpoint."""

from __future__ import annotations

from typing import Any

from tui.agora.editions.reference_2020.wire.calls import call_list
from tui.agora.editions.reference_2020.wire.diagnoses import diagnoses
from tui.agora.editions.reference_2020.wire.envelope import Body
from tui.agora.editions.reference_2020.wire.minutes import series, usage
from tui.domain.edition import Endpoint, Yields
from tui.domain.records import Remainder


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
