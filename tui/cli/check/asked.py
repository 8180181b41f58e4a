"""The one request: the server's answer to the credentials, its time, and the spent quota."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

from msgspec import Struct

from tui.agora.client import Client
from tui.agora.errors import ApiError
from tui.cli import exits
from tui.cli.check.finding import first_true
from tui.cli.run import process_name
from tui.cli.settings import Settings
from tui.cli.stores import open_store
from tui.clock import Clock, ServerClock, Zone
from tui.collector.windows import probe
from tui.domain.account import MOST_WAIT_S
from tui.domain.edition import Endpoint
from tui.domain.glossary.rounding import fixed
from tui.domain.records import (
    DAY,
    MINUTE,
    Answer,
    CallList,
    Failure,
    FailureKind,
    Request,
    Spend,
    Window,
    outcome_of,
)
from tui.domain.text import Phrase, Said
from tui.messages import check as words
from tui.messages.failures import advice_of, what_of
from tui.messages.finding import Finding, Grade
from tui.messages.unread import reason_in
from tui.store.api import Store
from tui.store.errors import StoreError

# Somebody else on the store may just have asked: the slot of a second is worth waiting for, that of a day is not.
PATIENCE_S = 3.0
SKEW_S = 30
# A share of the day's requests beyond which a working day is in danger.
NEARLY_ALL = 0.9


class RequestResult(Struct, frozen=True):
    """The answer or, where no slot was free, the time of the next one. `skew_s`: this box's clock minus the server's,
    None where the server did not tell; `by_box`: until the answer only this box had told the time."""

    said: Answer[CallList] | Failure | float
    skew_s: float | None = None
    by_box: bool = False


async def asked(settings: Settings, local: Clock) -> AsyncIterator[Finding]:
    clock = ServerClock(local)
    try:
        # In a thread, because a new file takes a moment and the set-up screen calls this, too.
        opened = await asyncio.to_thread(open_store, settings.store, base_url=settings.base_url, app_id=settings.app_id)
        with closing(opened) as store:
            outcome = await _ask(settings, store, clock, local)
            for finding in _told(settings, outcome):
                yield finding
            spent = await store.read(lambda snapshot: snapshot.spent_of_a_day(settings.limits, clock.now()))
    except StoreError as error:
        yield Finding(words.STORE, Grade.FAIL, error.said)
        return
    for finding in _spent(settings, spent):
        yield finding


async def _ask(settings: Settings, store: Store, clock: ServerClock, local: Clock) -> RequestResult:
    """Claim, ask for the calls of a minute, settle."""
    clock.learn(await store.read(lambda snapshot: snapshot.dates()))
    window, by_box = _minute(settings.edition.call_lists, clock), not clock.known
    claim = await _claim(settings, store, clock, window)
    if not isinstance(claim, Spend) and claim - clock.now() < PATIENCE_S:
        await clock.sleep(claim - clock.now())
        claim = await _claim(settings, store, clock, window)
    if not isinstance(claim, Spend):
        return RequestResult(claim)
    said: Answer[CallList] | Failure
    async with Client(
        edition=settings.edition,
        base_url=settings.base_url,
        app_id=settings.app_id,
        customer_id=settings.customer_id,
        customer_secret=settings.customer_secret,
    ) as client:
        try:
            said = await client.fetch(Request(settings.edition.call_lists.name, claim.window or window))
        except ApiError as error:
            said = error.failure
    skew_s = None if said.server_ts is None else local.now() - said.server_ts - ServerClock.ROUNDING_S
    reading = None if said.server_ts is None else clock.read(said.server_ts)
    claim_id = claim.claim_id
    await store.write(lambda changes: changes.settle(claim_id, outcome_of(said), clock=clock, reading=reading))
    return RequestResult(said, skew_s, by_box)


async def _claim(settings: Settings, store: Store, clock: ServerClock, window: Window) -> Spend | float:
    endpoint = settings.edition.call_lists.name
    limits = settings.limits[endpoint]
    return await store.write(
        lambda changes: changes.claim(endpoint=endpoint, window=window, limits=limits, clock=clock, by=process_name())
    )


def _minute(lists: Endpoint, clock: ServerClock) -> Window:
    """The last minute; where only this box tells the time, one that the server answers for even if the box is wrong by
    a day."""
    return Window(int(clock.now()) - MINUTE, int(clock.now())) if clock.known else probe(lists, clock.now())


def _told(settings: Settings, outcome: RequestResult) -> Iterator[Finding]:
    said, skew_s = outcome.said, outcome.skew_s
    if isinstance(said, float):
        time = Zone(utc=settings.display.utc).full(said, "%H:%M:%S")
        yield words.NO_SLOT(endpoint=settings.edition.call_lists.name, time=time)
        return
    is_off = abs(skew_s or 0) > SKEW_S
    if isinstance(said, Answer):
        yield words.ACCEPTED(ms=fixed(said.elapsed_ms, 0, ""))
        if (left := said.left).unread:
            reason = Phrase(left.first, reason_in("zh", left.first))
            yield words.UNREAD(unread=left.unread, rows=left.rows, reason=reason)
    elif said.kind is FailureKind.BAD_REQUEST and outcome.by_box and is_off:
        yield words.WINDOW_OFF()
    else:
        is_refused = said.kind in (FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN)
        wait = {"seconds": fixed(said.wait_s or 0, 0, ""), "most": fixed(MOST_WAIT_S, 0, "")}
        finding = (words.REFUSED if is_refused else words.NOT_ANSWERED)(
            happened=what_of(said.kind, said.detail),
            detail=f": {said.detail.rstrip('.')}" if said.detail else "",
            advice=Said(words.SERVER_ASKS, wait) if said.wait_s else advice_of(said.kind, said.detail),
        )
        yield finding._replace(status=exits.REFUSED if is_refused else exits.FAILED)
    if skew_s is not None:
        phrase = words.SKEW_HUGE if abs(skew_s) >= DAY else words.SKEW_LARGE if is_off else words.SKEW
        yield phrase(seconds=fixed(abs(skew_s), 0, ""), side=words.AHEAD if skew_s > 0 else words.BEHIND)


def _spent(settings: Settings, spent: dict[str, int]) -> Iterator[Finding]:
    """A line for every endpoint that was asked today, in the order of the reference."""
    for name in settings.edition.endpoints:
        if name in spent:
            limit = settings.limits[name].per_day
            phrase = first_true(
                (limit is None, words.SPENT_UNLIMITED),
                (spent[name] >= NEARLY_ALL * (limit or 0), words.SPENT_MOST),
                otherwise=words.SPENT,
            )
            yield phrase(endpoint=name, spent=spent[name], limit=limit)
