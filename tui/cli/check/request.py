"""One request of `scry check` through the ledger: claimed, asked, settled; and the sentence of a refused one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tui.agora.client import Client
from tui.agora.errors import ApiError
from tui.cli import exits
from tui.cli.run import process_name
from tui.cli.settings import Settings
from tui.clock import Clock, ServerClock
from tui.collector.policy import Policy
from tui.domain.account import MOST_WAIT_S
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, Answer, Failure, FailureKind, Request, Spend, outcome_of
from tui.domain.text import Said
from tui.messages import check_request as words
from tui.messages.failures import advice_of, what_of
from tui.messages.finding import Finding
from tui.store.api import Store

# Somebody else on the store may just have asked: the slot of a second is worth waiting for, that of a day is not.
PATIENCE_S = 3.0
SKEW_S = 30


class RequestResult(Struct, frozen=True):
    """The answer or, where no slot was free, the time of the next one. `skew_s`: this box's clock minus the server's,
    None where the server did not tell; `by_box`: until the answer only this box had told the time."""

    said: Answer[Any] | Failure | float
    skew_s: float | None = None
    by_box: bool = False


async def ask(
    settings: Settings,
    store: Store,
    clock: ServerClock,
    local: Clock,
    policy: Policy,
    request: Request,
) -> RequestResult:
    """Claim, ask, settle. The claim counts the requests of every endpoint that shares the quota, as the collector's."""
    by_box = not clock.known
    claim = await _claim(store, clock, request, policy)
    if not isinstance(claim, Spend) and claim - clock.now() < PATIENCE_S:
        await clock.sleep(claim - clock.now())
        claim = await _claim(store, clock, request, policy)
    if not isinstance(claim, Spend):
        return RequestResult(claim)
    said: Answer[Any] | Failure
    async with Client(
        edition=policy.edition,
        base_url=settings.base_url,
        app_id=settings.app_id,
        customer_id=settings.customer_id,
        customer_secret=settings.customer_secret,
    ) as client:
        try:
            said = await client.fetch(replace(request, window=claim.window or request.window))
        except ApiError as error:
            said = error.failure
    skew_s = None if said.server_ts is None else local.now() - said.server_ts - ServerClock.ROUNDING_S
    reading = None if said.server_ts is None else clock.read(said.server_ts)
    claim_id = claim.claim_id
    await store.write(lambda changes: changes.settle(claim_id, outcome_of(said), clock=clock, reading=reading))
    return RequestResult(said, skew_s, by_box)


async def _claim(store: Store, clock: ServerClock, request: Request, policy: Policy) -> Spend | float:
    shared_with = policy.quota(request.endpoint)
    return await store.write(
        lambda changes: changes.claim(
            endpoint=request.endpoint,
            window=request.window,
            shared_with=shared_with,
            limits=policy.limits_of(shared_with),
            clock=clock,
            by=process_name(),
        )
    )


def detail_of(failure: Failure) -> str:
    """The server's own words behind a colon; "" without any."""
    return f": {failure.detail.rstrip('.')}" if failure.detail else ""


def refusal(failure: Failure) -> Finding:
    """The failure, its detail, the advice; with the exit status of refused credentials, or of a failure."""
    is_refused = failure.kind in (FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN)
    wait = {"seconds": fixed(failure.wait_s or 0, 0, ""), "most": fixed(MOST_WAIT_S, 0, "")}
    advice = advice_of(failure.kind, failure.detail, failure.code)
    finding = (words.REFUSED if is_refused else words.NOT_ANSWERED)(
        happened=what_of(failure.kind, failure.detail, failure.code),
        detail=detail_of(failure),
        advice=Said(words.SERVER_ASKS, wait) if failure.wait_s else advice,
    )
    return finding._replace(status=exits.REFUSED if is_refused else exits.FAILED)


def skew(skew_s: float | None) -> Iterator[Finding]:
    """This box's clock beside the server's; nothing where the server did not tell."""
    if skew_s is not None:
        is_off = abs(skew_s) > SKEW_S
        phrase = words.SKEW_HUGE if abs(skew_s) >= DAY else words.SKEW_LARGE if is_off else words.SKEW
        yield phrase(seconds=fixed(abs(skew_s), 0, ""), side=words.AHEAD if skew_s > 0 else words.BEHIND)
