"""The one request: what the server makes of the credentials, what time it has, what is spent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from msgspec import Struct

from tui.agora.client import Client
from tui.agora.editions.reference_2020.endpoints import ENDPOINTS
from tui.agora.errors import ApiError
from tui.cli import exits
from tui.cli.check.finding import Finding, fail, ok, warn
from tui.cli.run import process_name
from tui.cli.settings import Settings
from tui.clock import Clock, ServerClock, Zone
from tui.collector.windows import probe
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, MINUTE, Answer, CallList, Failure, FailureKind, Remainder, Spend, Window
from tui.domain.text import Phrase
from tui.messages import check as words
from tui.messages.failures import ADVICE, WHAT
from tui.messages.unread import reason_in
from tui.store.errors import StoreError
from tui.store.sqlite import ledger
from tui.store.sqlite.account import MOST_WAIT_S
from tui.store.sqlite.database import Store

ENDPOINT = ENDPOINTS["call_lists"]
# Somebody else on the store may just have asked: the slot of a second is worth waiting for, that of a day is not.
PATIENCE_S = 3.0
SKEW_S = 30
# A share of the day's requests beyond which a working day is in danger.
NEARLY_ALL = 0.9


class Outcome(Struct, frozen=True):
    """What the server said, or, where no slot was free, when one is. `skew_s` is how far this box's clock is ahead of
    the server's, None where it did not tell; `by_box`: nothing but this box had said what time it is."""

    said: Answer[CallList] | Failure | float
    skew_s: float | None = None
    by_box: bool = False


async def asked(settings: Settings, local: Clock) -> AsyncIterator[Finding]:
    clock = ServerClock(local)
    try:
        # In a thread, for whoever has a screen: a new file takes a moment.
        with await asyncio.to_thread(
            Store.open, settings.store, base_url=settings.base_url, app_id=settings.app_id
        ) as store:
            outcome = await _ask(settings, store, clock, local)
            for finding in _told(settings, outcome):
                yield finding
            spent = await store.read(ledger.spent_of_a_day, settings.limits, clock.now())
    except StoreError as error:
        yield fail(words.STORE, words.AS_IT_IS, text=error.said)
        return
    for finding in _spent(settings, spent):
        yield finding


async def _ask(settings: Settings, store: Store, clock: ServerClock, local: Clock) -> Outcome:
    """Claim, ask for the calls of a minute, settle."""
    clock.learn(await store.read(ledger.read_dates))
    window, by_box = _minute(clock), not clock.known
    claim = await _claim(settings, store, clock, window)
    if not isinstance(claim, Spend) and claim - clock.now() < PATIENCE_S:
        await clock.sleep(claim - clock.now())
        claim = await _claim(settings, store, clock, window)
    if not isinstance(claim, Spend):
        return Outcome(claim)
    said: Answer[CallList] | Failure
    async with Client(
        base_url=settings.base_url,
        app_id=settings.app_id,
        customer_id=settings.customer_id,
        customer_secret=settings.customer_secret,
    ) as client:
        try:
            said = await client.call_lists(claim.window or window)
        except ApiError as error:
            said = error.failure
    skew_s = None if said.server_ts is None else local.now() - said.server_ts - ServerClock.ROUNDING_S
    reading = None if said.server_ts is None else clock.read(said.server_ts)
    outcome = ledger.failed(said) if isinstance(said, Failure) else ledger.answered(said)
    await store.write(ledger.settle, claim.claim_id, outcome, clock=clock, reading=reading)
    return Outcome(said, skew_s, by_box)


async def _claim(settings: Settings, store: Store, clock: ServerClock, window: Window) -> Spend | float:
    return await store.write(
        ledger.claim,
        endpoint=ENDPOINT.name,
        window=window,
        limits=settings.limits[ENDPOINT.name],
        clock=clock,
        by=process_name(),
    )


def _minute(clock: ServerClock) -> Window:
    """The last one; where only this box says what time it is, one that the server answers for though the box be wrong
    by a day."""
    return Window(int(clock.now()) - MINUTE, int(clock.now())) if clock.known else probe(ENDPOINT, clock.now())


def _told(settings: Settings, outcome: Outcome) -> list[Finding]:
    said = outcome.said
    if isinstance(said, float):
        time = Zone(utc=settings.display.utc).full(said, "%H:%M:%S")
        return [fail(words.QUOTA, words.NO_SLOT, endpoint=ENDPOINT.name, time=time)]
    clock = [] if outcome.skew_s is None else [_skew(outcome.skew_s)]
    if isinstance(said, Answer):
        accepted = ok(words.CREDENTIALS, words.ACCEPTED, ms=fixed(said.elapsed_ms, 0, ""))
        return [accepted, *([_unread(said.left)] if said.left.unread else []), *clock]
    is_window_off = outcome.by_box and outcome.skew_s is not None and abs(outcome.skew_s) > SKEW_S
    if said.kind is FailureKind.BAD_REQUEST and is_window_off:
        return [warn(words.API, words.WINDOW_OFF), *clock]
    refused = said.kind in (FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN)
    return [
        fail(
            words.CREDENTIALS if refused else words.API,
            words.REFUSED,
            status=exits.REFUSED if refused else exits.FAILED,
            happened=WHAT[said.kind],
            detail=f": {said.detail.rstrip('.')}" if said.detail else "",
            advice=_wait(said.wait_s) if said.wait_s else ADVICE[said.kind],
        ),
        *clock,
    ]


def _wait(wait_s: float) -> Finding:
    return ok(words.API, words.SERVER_ASKS, seconds=fixed(wait_s, 0, ""), most=fixed(MOST_WAIT_S, 0, ""))


def _unread(left: Remainder) -> Finding:
    reason = Phrase(left.first, reason_in("zh", left.first))
    return warn(words.API, words.UNREAD, unread=left.unread, rows=left.rows, reason=reason)


def _skew(skew_s: float) -> Finding:
    values: dict[str, Any] = {"seconds": fixed(abs(skew_s), 0, ""), "side": words.AHEAD if skew_s > 0 else words.BEHIND}
    if abs(skew_s) >= DAY:
        return warn(words.CLOCK, words.SKEW_HUGE, **values)
    return (ok if abs(skew_s) <= SKEW_S else warn)(
        words.CLOCK, words.SKEW if abs(skew_s) <= SKEW_S else words.SKEW_LARGE, **values
    )


def _spent(settings: Settings, spent: dict[str, int]) -> list[Finding]:
    """One line for every endpoint that was asked today, in the order of the reference."""
    findings = []
    for name in ENDPOINTS:
        if name not in spent:
            continue
        limit = settings.limits[name].per_day
        values: dict[str, Any] = {"endpoint": name, "spent": spent[name], "limit": limit}
        if limit is None:
            findings.append(ok(words.QUOTA, words.SPENT_UNLIMITED, **values))
        elif spent[name] >= NEARLY_ALL * limit:
            findings.append(warn(words.QUOTA, words.SPENT_MOST, **values))
        else:
            findings.append(ok(words.QUOTA, words.SPENT, **values))
    return findings
