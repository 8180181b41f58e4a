"""The one request: the server's answer to the credentials, its time, and the spent quota."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

from tui.cli.check.finding import first_true
from tui.cli.check.request import SKEW_S, RequestResult, ask, refusal, skew
from tui.cli.check.tried import OnFound, tried
from tui.cli.editions import AUTO
from tui.cli.feed import policy_of
from tui.cli.settings import Settings
from tui.cli.stores import open_store
from tui.clock import Clock, ServerClock, Zone
from tui.collector.bounds import bounds
from tui.collector.windows import probe
from tui.domain.edition import Endpoint
from tui.domain.glossary.rounding import fixed
from tui.domain.records import (
    MINUTE,
    Answer,
    FailureKind,
    Request,
    Window,
)
from tui.domain.text import Phrase
from tui.messages import check, edition_findings
from tui.messages import check_request as words
from tui.messages.finding import Finding, Grade
from tui.messages.unread import reason_in
from tui.store.api import Store
from tui.store.errors import StoreError

# A share of the day's requests beyond which a working day is in danger.
NEARLY_ALL = 0.9


async def asked(settings: Settings, local: Clock, on_found: OnFound | None = None) -> AsyncIterator[Finding]:
    """One request; in search of the edition one for each (tried.py), and `on_found` is told the one that answered."""
    clock = ServerClock(local)
    try:
        # In a thread, because a new file takes a moment and the set-up screen calls this, too.
        opened = await asyncio.to_thread(open_store, settings.store, base_url=settings.base_url, app_id=settings.app_id)
        with closing(opened) as store:
            if settings.choice.name == AUTO:
                async for finding in tried(settings, store, clock, local, on_found):
                    yield finding
            else:
                outcome = await _calls_of_a_minute(settings, store, clock, local)
                for finding in (*_told(settings, outcome), *_plan(settings)):
                    yield finding
            spent = await store.read(lambda snapshot: snapshot.spent_of_a_day(settings.limits, clock.now()))
    except StoreError as error:
        yield Finding(check.STORE, Grade.FAIL, error.said)
        return
    for finding in _spent(settings, spent):
        yield finding


async def _calls_of_a_minute(settings: Settings, store: Store, clock: ServerClock, local: Clock) -> RequestResult:
    clock.learn(await store.read(lambda snapshot: snapshot.dates()))
    lists = settings.edition.call_lists
    request = Request(lists.name, _minute(lists, clock))
    return await ask(settings, store, clock, local, policy_of(settings), request)


def _minute(lists: Endpoint, clock: ServerClock) -> Window:
    """The last minute, before the delay of a server that enforces it; where only this box tells the time, one that the
    server answers for even if the box is wrong by a day."""
    if not clock.known:
        return probe(lists, clock.now())
    end_ts = int(min(clock.now(), bounds(lists, (), clock.now()).latest_ts))
    return Window(end_ts - MINUTE, end_ts)


def _plan(settings: Settings) -> Iterator[Finding]:
    """The plan in force, of an edition with plans."""
    if settings.edition.plan:
        phrase = edition_findings.LIMITS_OF if settings.choice.is_plan_named else edition_findings.LIMITS_OF_SMALLEST
        yield phrase(edition=settings.edition.name, plan=settings.edition.plan)


def _told(settings: Settings, outcome: RequestResult) -> Iterator[Finding]:
    said = outcome.said
    if isinstance(said, float):
        time = Zone(utc=settings.display.utc).full(said, "%H:%M:%S")
        yield words.NO_SLOT(endpoint=settings.edition.call_lists.name, time=time)
        return
    is_off = abs(outcome.skew_s or 0) > SKEW_S
    if isinstance(said, Answer):
        yield words.ACCEPTED(ms=fixed(said.elapsed_ms, 0, ""))
        if (left := said.left).unread:
            reason = Phrase(left.first, reason_in("zh", left.first))
            yield words.UNREAD(unread=left.unread, rows=left.rows, reason=reason)
    elif said.kind is FailureKind.BAD_REQUEST and outcome.by_box and is_off:
        yield words.WINDOW_OFF()
    else:
        yield refusal(said)
    yield from skew(outcome.skew_s)


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
