"""The ledger: a slot is granted once, whoever asks, and what became of every request."""

from __future__ import annotations

import asyncio
import math

import pytest

from tests.manual_clock import ManualClock
from tests.store.contract.conftest import Opener
from tests.store.worlds import OK, T0, minutes
from tui.clock import ServerClock
from tui.domain.account import MINUTE_HOLD_S, SECOND_HOLD_S, TIMEOUT_S
from tui.domain.records import (
    DAY,
    HOUR,
    FailureKind,
    FeedKey,
    LastAttempt,
    Limits,
    Outcome,
    Part,
    SeenCollector,
    Selection,
    Spend,
    Want,
    Window,
)
from tui.store.api import Changes, Store

ANY = Limits()
VAIN = Outcome(500, FailureKind.SERVER_ERROR)


class Asker:
    """A process on the store, by its own clock."""

    def __init__(self, store: Store, box: ManualClock | None = None, by: str = "me:1") -> None:
        self.store = store
        self.box = box or ManualClock(T0)
        self.clock = ServerClock(self.box)
        self.by = by

    async def claim(
        self,
        limits: Limits = ANY,
        endpoint: str = "live_net",
        *,
        channel: str = "",
        window: Window | None = None,
        call_id: str = "",
        part: Part | None = None,
        shared_with: tuple[str, ...] = (),
        seen_id: int | None = None,
        selection: str = "",
    ) -> Spend | float:
        return await self.store.write(
            lambda changes: changes.claim(
                endpoint=endpoint,
                channel=channel,
                call_id=call_id,
                part=part,
                window=window,
                selection=selection,
                shared_with=shared_with,
                limits=limits,
                clock=self.clock,
                by=self.by,
                seen_id=seen_id,
            )
        )

    async def granted(self, endpoint: str = "live_net", channel: str = "") -> Spend:
        claim = await self.claim(endpoint=endpoint, channel=channel)
        assert isinstance(claim, Spend)
        return claim

    async def settle(self, claim: Spend, outcome: Outcome = OK, date_ts: float | None = None) -> float:
        reading = None if date_ts is None else self.clock.read(date_ts)
        return await self.store.write(
            lambda changes: changes.settle(claim.claim_id, outcome, clock=self.clock, reading=reading)
        )

    async def made(self, endpoint: str = "live_net", outcome: Outcome = OK, channel: str = "") -> Spend:
        claim = await self.granted(endpoint, channel)
        self.box.advance(1.0)
        await self.settle(claim, outcome)
        return claim


@pytest.fixture
def me(store: Store) -> Asker:
    return Asker(store)


async def test_a_claim_is_in_the_ledger_before_and_after_its_answer(me: Asker) -> None:
    heard: list[frozenset[str]] = []
    me.store.subscribe(heard.append)
    claim = await me.claim(window=minutes(0, 5), channel="room", call_id="c", part=Part.METRICS)
    assert isinstance(claim, Spend)
    assert (claim.endpoint, claim.channel, claim.window, claim.by) == ("live_net", "room", minutes(0, 5), "me:1")
    assert (claim.call_id, claim.part, claim.answered_ts) == ("c", Part.METRICS, None)
    assert await me.store.read(lambda snapshot: snapshot.requests(10)) == (claim,)
    me.box.advance(2.0)
    assert await me.settle(claim, Outcome(200, rows=7, size_bytes=900, elapsed_ms=12.5)) == claim.claimed_ts
    (known,) = await me.store.read(lambda snapshot: snapshot.requests(10))
    assert known.answered_ts == pytest.approx(claim.claimed_ts + 2.0)
    assert (known.status, known.rows, known.size_bytes, known.elapsed_ms) == (200, 7, 900, 12.5)
    assert heard == [{"ledger"}] * 2


async def test_what_is_not_in_the_ledger_cannot_be_settled(me: Asker) -> None:
    claim = await me.granted()
    with pytest.raises(LookupError):
        await me.store.write(lambda changes: changes.settle(claim.claim_id + 9, OK, clock=me.clock, reading=None))


async def test_the_one_slot_of_a_day_is_granted_once_however_many_ask_at_once(opened: Opener) -> None:
    askers = [Asker(opened(), by=f"box:{number}") for number in range(4)]
    claims = await asyncio.gather(*(one.claim(Limits(per_day=1)) for one in askers for _ in range(5)))
    assert sum(isinstance(claim, Spend) for claim in claims) == 1
    assert all(claim > T0 + DAY / 2 for claim in claims if not isinstance(claim, Spend))


@pytest.mark.parametrize(
    ("limits", "hold_s"), [(Limits(per_second=2), SECOND_HOLD_S), (Limits(per_minute=2), MINUTE_HOLD_S)]
)
async def test_a_slot_frees_when_the_window_after_the_answers_is_over(me: Asker, limits: Limits, hold_s: float) -> None:
    for _ in range(2):
        await me.settle(await me.granted())
    free_ts = await me.claim(limits)
    assert not isinstance(free_ts, Spend)
    assert free_ts == pytest.approx(me.clock.now() + hold_s)
    me.box.advance(hold_s + 0.01)
    assert isinstance(await me.claim(limits), Spend)


async def test_endpoints_that_share_a_quota_share_its_slots_and_others_do_not(me: Asker) -> None:
    shared = ("live_net", "live_scale")
    await me.made("live_scale")
    assert isinstance(await me.claim(Limits(per_day=1)), Spend)
    assert not isinstance(await me.claim(Limits(per_day=1), shared_with=shared), Spend)
    account = await me.store.read(lambda snapshot: snapshot.account(shared, Limits(per_minute=9), me.clock.now()))
    assert (account.today, account.rolling, len(account.latest)) == (2, 2, 2)
    assert account.newest_id == max(spend.claim_id for spend in account.recent)


async def test_who_decided_before_somebody_else_asked_has_to_look_again(me: Asker) -> None:
    first = await me.made()
    await me.made()
    assert not isinstance(await me.claim(seen_id=first.claim_id), Spend)
    newest = await me.store.read(lambda snapshot: snapshot.account(["live_net"], ANY, me.clock.now()))
    assert isinstance(await me.claim(seen_id=newest.newest_id), Spend)


async def test_a_request_that_never_arrived_costs_nothing(me: Asker) -> None:
    claim = await me.granted()
    await me.settle(claim, Outcome(None, FailureKind.CANCELLED, arrived=False))
    assert await me.store.read(lambda snapshot: snapshot.spent_of_a_day({"live_net": ANY}, me.clock.now())) == {}
    assert isinstance(await me.claim(Limits(per_day=1)), Spend)


async def test_a_request_is_under_way_until_its_answer_or_a_minute_longer_than_it_was_seen(me: Asker) -> None:
    claim = await me.granted()

    async def under_way() -> list[int]:
        found = await me.store.read(lambda snapshot: snapshot.under_way(me.clock.now()))
        return [spend.claim_id for spend in found]

    me.box.advance(TIMEOUT_S - 1)
    await me.store.write(lambda changes: changes.see(claim.claim_id, me.clock))
    me.box.advance(TIMEOUT_S - 1)
    assert await under_way() == [claim.claim_id]
    me.box.advance(2)
    assert await under_way() == []
    other = await me.granted()
    assert await under_way() == [other.claim_id]
    await me.settle(other)
    assert await under_way() == []


async def test_requests_are_told_newest_first_of_some_endpoints_or_of_all(me: Asker) -> None:
    for endpoint in ("live_net", "usage", "live_net"):
        await me.made(endpoint)

    async def told(limit: int, *endpoints: str) -> list[str]:
        asked = endpoints or None
        found = await me.store.read(lambda snapshot: snapshot.requests(limit, asked))
        assert [one.claim_id for one in found] == sorted((one.claim_id for one in found), reverse=True)
        return [one.endpoint for one in found]

    assert await told(2) == ["live_net", "usage"]
    assert await told(9, "usage") == ["usage"]
    assert await told(9, "usage", "live_net", "never") == ["live_net", "usage", "live_net"]


async def test_a_request_of_an_endpoint_that_is_not_known_here_is_counted_and_left_out(me: Asker) -> None:
    await me.made()
    await me.made("of a newer version")
    now_ts, limits = me.clock.now(), {"live_net": ANY}
    assert await me.store.read(lambda snapshot: snapshot.unknown_requests(["live_net"], T0 - DAY)) == 1
    assert await me.store.read(lambda snapshot: snapshot.unknown_requests(["live_net"], now_ts + 1)) == 0
    assert await me.store.read(lambda snapshot: snapshot.spent_of_a_day(limits, now_ts)) == {"live_net": 1}


async def test_spending_is_told_by_endpoint_process_and_hour_with_the_last_and_the_last_in_vain(me: Asker) -> None:
    await me.made()
    me.box.advance(2 * HOUR)
    vain = await me.made(outcome=VAIN)
    last = await Asker(me.store, me.box, "other:2").made()
    found = await me.store.read(lambda snapshot: snapshot.spending(me.clock.now()))
    assert set(found) == {"live_net"}
    spending = found["live_net"]
    assert spending.rolling == {"me:1": 2, "other:2": 1}
    assert spending.hours[:3] == (2, 0, 1)
    assert spending.last is not None
    assert spending.last.claim_id == last.claim_id
    assert spending.failed is not None
    assert spending.failed.claim_id == vain.claim_id


async def test_the_last_turn_of_a_feed_counts_failures_in_a_row_and_no_refusals(me: Asker) -> None:
    for outcome in (OK, VAIN, VAIN, Outcome(401, FailureKind.UNAUTHORIZED)):
        await me.made(outcome=outcome)
    await me.made(channel="room")

    async def turns() -> dict[FeedKey, LastAttempt]:
        return await me.store.read(lambda snapshot: snapshot.turns())

    assert {feed: turn.failures for feed, turn in (await turns()).items()} == {
        ("live_net", "", ""): 2,
        ("live_net", "room", ""): 0,
    }
    assert (await turns())["live_net", "", ""].last.status == 500
    await me.made()
    assert (await turns())["live_net", "", ""].failures == 0


async def test_tries_are_the_answered_requests_for_nothing_but_a_want(me: Asker) -> None:
    async def asked(window: Window, outcome: Outcome | None = OK, channel: str = "") -> int:
        claim = await me.claim(endpoint="call_lists", window=window, channel=channel)
        assert isinstance(claim, Spend)
        if outcome is not None:
            await me.settle(claim, outcome)
        return claim.claim_id

    first = await asked(minutes(0, 5))
    second = await asked(minutes(5, 5), VAIN)
    await asked(minutes(0, 5), Outcome(403, FailureKind.FORBIDDEN))
    await asked(minutes(0, 5), None)
    await asked(minutes(8, 5))
    await asked(minutes(0, 5), channel="room")
    early = await asked(Window(T0 - 30, T0 + 60))
    want = Want("call_lists", window=minutes(0, 10))

    async def tries(since_ts: float = T0 - DAY, limit: int = 9, lead_s: int = 0) -> list[int]:
        found = await me.store.read(lambda snapshot: snapshot.tries(want, since_ts, limit, lead_s=lead_s))
        return [one.claim_id for one in found]

    assert await tries() == [second, first]
    assert await tries(limit=1) == [second]
    assert await tries(lead_s=60) == [early, second, first]
    assert await tries(since_ts=T0 + DAY) == []


async def test_a_date_of_the_server_shifts_the_last_requests_and_is_there_when_the_store_is_opened(
    opened: Opener,
) -> None:
    me = Asker(opened())
    assert await me.store.read(lambda snapshot: snapshot.dates()) == []
    claim = await me.granted()
    await me.settle(claim, date_ts=T0 + HOUR)
    (known,) = await me.store.read(lambda snapshot: snapshot.requests(1))
    assert known.claimed_ts == pytest.approx(T0 + HOUR, abs=2)
    (date,) = await me.store.read(lambda snapshot: snapshot.dates())
    assert date.server_ts == T0 + HOUR
    store = opened()
    assert list(store.dates) == [date]
    clock = ServerClock(me.box)
    clock.learn(store.dates)
    assert clock.now() == pytest.approx(T0 + HOUR, abs=2)


async def test_an_endpoint_with_a_limit_of_nothing_is_never_free(me: Asker) -> None:
    assert await me.claim(Limits(per_day=0)) == math.inf


async def test_a_collector_is_known_by_its_box_version_begin_and_last_claim(store: Store) -> None:
    clock = ServerClock(ManualClock(T0))

    def tell(changes: Changes, by: str, now_ts: float) -> None:
        changes.know_collector(by, version="1.2", since_ts=T0 - 60.0, now_ts=now_ts)

    await store.write(tell, "ann@one:1-aa", T0)
    await store.write(tell, "ann@one:2-bb", T0)
    claimed = await store.write(
        lambda changes: changes.claim(endpoint="x", limits=Limits(), clock=clock, by="ben@two:7-cc")
    )
    assert isinstance(claimed, Spend)
    await store.write(lambda changes: changes.claim(endpoint="x", limits=Limits(), clock=clock, by="ann@one:1-aa"))
    known = await store.read(lambda snapshot: snapshot.collectors(T0 - 10.0))
    assert known == (
        SeenCollector("ann@one:1-aa", "1.2", T0 - 60.0, claimed.claimed_ts),
        SeenCollector("ben@two:7-cc", "", None, claimed.claimed_ts),
        SeenCollector("ann@one:2-bb", "1.2", T0 - 60.0, None),
    )
    # A day later the store forgets those that tell nothing any more.
    await store.write(tell, "ann@one:3-dd", T0 + 2.0 * DAY)
    known = await store.read(lambda snapshot: snapshot.collectors(0.0))
    assert [(one.by, one.version) for one in known] == [
        ("ann@one:1-aa", ""),
        ("ben@two:7-cc", ""),
        ("ann@one:3-dd", "1.2"),
    ]


async def test_the_turns_of_metrics_and_products_are_apart_and_a_digest_is_no_turn_of_its_own(me: Asker) -> None:
    native, web = Selection("pcu", "Native"), Selection("pcu", "WebRTC")
    some = Selection("pcu", "WebRTC", dimension="os", values=("iOS",))
    for selection, outcome in ((native, OK), (web, VAIN), (some, VAIN), (Selection(sids=("S1",)), OK)):
        claim = await me.claim(endpoint="realtime_usage", selection=selection.key)
        assert isinstance(claim, Spend)
        await me.settle(claim, outcome)
    turns = await me.store.read(lambda snapshot: snapshot.turns())
    assert {feed: turn.failures for feed, turn in turns.items()} == {
        ("realtime_usage", "", native.feed): 0,
        ("realtime_usage", "", web.feed): 2,
        ("realtime_usage", "", ""): 0,
    }
