"""Recording: one answer, checked against its request, goes into the store with its entry in the ledger."""

from __future__ import annotations

from typing import Any

from tui.agora.errors import Unreadable
from tui.clock import DateReading, ServerClock
from tui.collector.handlers import HANDLERS, Handler
from tui.domain.edition import Endpoint
from tui.domain.records import Answer, Failure, FailureKind, Request, Spend, outcome_of
from tui.store.api import Changes


def fitted(handler: Handler, answer: Answer[Any], request: Request, claim: Spend) -> Answer[Any]:
    """The answer without rows that cannot belong to the request. Raises Unreadable where none is left."""
    try:
        return handler.fitted(answer, request, claim.claimed_ts)
    except Unreadable as error:
        raise error.during(answer.status, answer.server_ts) from None


def record(
    changes: Changes,
    *,
    endpoint: Endpoint,
    request: Request,
    claim: Spend,
    answer: Answer[Any] | None,
    value: Any,
    failure: Failure | None,
    clock: ServerClock,
    reading: DateReading | None,
) -> None:
    """Write answer and ledger in one transaction: a crash leaves both or neither. `value` is the prepared value.

    The answer counts from the moment of the request: it may take long, and lacks the news of that time.
    """
    handler = HANDLERS[endpoint.yields]
    came = answer or failure
    assert came is not None
    asked_ts = changes.settle(claim.claim_id, outcome_of(came), clock=clock, reading=reading)
    if answer is not None:
        handler.put(changes, endpoint, request, value, answer.left, asked_ts)
    elif failure is not None and failure.kind is FailureKind.UNREADABLE:
        handler.miss(changes, endpoint, request, asked_ts)
