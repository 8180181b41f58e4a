"""A claim in one round trip: within the limits as one within a transaction, and nothing is left of one that failed."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import psycopg
import pytest

from tests.manual_clock import ManualClock
from tests.patience import PATIENCE_S, until
from tests.store.server import Server, emptied
from tests.store.worlds import BASE_URL, T0
from tui.clock import DateReading, ServerClock
from tui.domain.records import DAY, HOUR, FailureKind, Limits, Outcome, Spend
from tui.store.api import Changes
from tui.store.postgres import claiming
from tui.store.postgres.connection import LOCK, PostgresConnection
from tui.store.postgres.database import PostgresStore
from tui.store.postgres.schema import lock_of

MANY = Limits(per_day=10**6)
REFUSED = Outcome(429, FailureKind.OVER_LIMIT, wait_s=5.0)


@pytest.fixture
def url(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    # The time of these tests is made up.
    monkeypatch.setattr(PostgresConnection, "has_clock", False)
    return emptied(postgres)


@pytest.fixture
def store(url: str) -> Iterator[PostgresStore]:
    with PostgresStore.open(url, base_url=BASE_URL, app_id="app") as opened:
        yield opened


def claim(changes: Changes, clock: ServerClock, limits: Limits = MANY) -> Spend | float:
    return changes.claim(endpoint="x", limits=limits, clock=clock, by="me:1")


class ClaimWanted(NamedTuple):
    endpoint: str
    shared_with: str
    seen_id: int | None

    def claim(self, changes: Changes, limits: Limits, clock: ServerClock, follows: bool) -> Spend | float:
        if follows:
            changes.touch()
        return changes.claim(
            endpoint=self.endpoint,
            shared_with=tuple(self.shared_with),
            limits=limits,
            clock=clock,
            by="me:1",
            seen_id=self.seen_id,
        )


def settle(changes: Changes, spend: Spend, outcome: Outcome, clock: ServerClock, reading: DateReading) -> None:
    changes.settle(spend.claim_id, outcome, clock=clock, reading=reading)


@pytest.mark.parametrize("limits", [Limits(per_minute=7), Limits(per_second=7), Limits(per_day=7)])
async def test_many_claimants_at_once_are_granted_as_many_as_the_limit(url: str, limits: Limits) -> None:
    with ExitStack() as opened:
        stores = [opened.enter_context(PostgresStore.open(url, base_url=BASE_URL, app_id="app")) for _ in range(8)]
        clock = ServerClock(ManualClock(T0))
        answers = await asyncio.gather(*(store.write(claim, clock, limits) for store in stores for _ in range(4)))
    granted = [answer for answer in answers if isinstance(answer, Spend)]
    assert len({one.claim_id for one in granted}) == len(granted) == 7


async def test_a_claim_waits_for_another_that_is_under_way_and_sees_it(store: PostgresStore, url: str) -> None:
    clock, limits = ServerClock(ManualClock(T0)), Limits(per_minute=1)
    await store.write(claim, clock)
    with psycopg.connect(url) as other:
        other.execute(LOCK, [lock_of(store.project_id)])
        other.execute("UPDATE scry.ledger SET arrived_by_ts = 0")
        asking = asyncio.create_task(store.write(claim, clock, limits))
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
        await until(lambda: other.execute(waiting).fetchone() == (1,))
        assert not asking.done()
    assert isinstance(await asking, Spend)
    assert not isinstance(await store.write(claim, clock, limits), Spend)


@pytest.mark.parametrize("seed", range(6))
async def test_a_claim_at_once_is_answered_as_one_within_a_transaction(url: str, seed: int) -> None:
    """Two projects with the same requests: in the second each claim follows another statement of its transaction."""
    rng, local = random.Random(seed), ManualClock(T0)
    limits = Limits(
        rng.choice([None, 1, 3]), rng.choice([None, 2, 9]), rng.choice([None, 0, 30, 200]), rng.choice(["utc", "both"])
    )
    answers: tuple[list[str], list[str]] = [], []
    with ExitStack() as opened:
        stores = [opened.enter_context(PostgresStore.open(url, base_url=BASE_URL, app_id=name)) for name in "ab"]
        clocks = ServerClock(local), ServerClock(local)
        for _ in range(60):
            local.advance(rng.choice([0.1, 0.4, 1.0, 20.0, 61.0]))
            wanted = ClaimWanted(rng.choice("xy"), rng.choice(["", "xyz"]), rng.choice([None, None, 0]))
            outcome = rng.choice([None, Outcome(200), Outcome(500, FailureKind.SERVER_ERROR), REFUSED])
            reading = DateReading(local.now() + rng.choice([0, 0, 90]), local.boot, local.elapsed(), local.now())
            for store, clock, told, follows in zip(stores, clocks, answers, (False, True), strict=True):
                answer = await store.write(wanted.claim, limits, clock, follows)
                if not isinstance(answer, Spend):
                    told.append(f"free at {answer:.3f}")
                    continue
                told.append(f"granted at {answer.claimed_ts:.3f}")
                if outcome is not None:
                    await store.write(settle, answer, outcome, clock, reading)
    assert answers[0] == answers[1]


async def test_an_exception_behind_a_claim_undoes_it(store: PostgresStore) -> None:
    def fail(changes: Changes) -> None:
        assert isinstance(claim(changes, ServerClock(ManualClock(T0))), Spend)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.write(fail)
    assert await store.read(lambda snapshot: snapshot.requests(10)) == ()


async def test_the_server_s_time_told_by_another_s_answer_is_that_of_the_next_claim(store: PostgresStore) -> None:
    local = ManualClock(T0)
    first, second = ServerClock(local), ServerClock(local)
    one = await store.write(claim, first)
    assert isinstance(one, Spend)
    reading = DateReading(T0 + HOUR, second.boot, second.elapsed(), T0)
    await store.write(lambda changes: changes.settle(one.claim_id, Outcome(), clock=second, reading=reading))
    two = await store.write(claim, first)
    assert isinstance(two, Spend)
    assert two.claimed_ts == pytest.approx(T0 + HOUR, abs=2)
    requests = await store.read(lambda snapshot: snapshot.requests(10))
    assert all(each.claimed_ts == pytest.approx(T0 + HOUR, abs=2) for each in requests)


async def test_a_count_that_goes_on_from_the_last_one_is_never_less_than_the_days(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "COUNTED_ANEW", 3)
    clock, limits = ServerClock(ManualClock(T0)), Limits(per_day=20)
    answers = [await store.write(claim, clock, limits) for _ in range(25)]
    assert sum(isinstance(answer, Spend) for answer in answers) == 20


async def test_boxes_that_disagree_by_hours_have_the_database_s_time_in_common(postgres: Server) -> None:
    """The first two claims of an empty store, before any answer has told the server's time."""
    url, limits = emptied(postgres), Limits(per_minute=1)
    boxes = [ManualClock(T0), ManualClock(T0 - 3 * HOUR), ManualClock(T0 + 400 * DAY)]
    for number, box in enumerate(boxes):
        box.boot = f"box {number}"
    with PostgresStore.open(url, base_url=BASE_URL, app_id="app") as store:
        clocks = [ServerClock(box) for box in boxes]
        answers = [await store.write(claim, clock, limits) for clock in clocks]
        assert [isinstance(answer, Spend) for answer in answers] == [True, False, False]
        assert all(abs(clock.now() - time.time()) < PATIENCE_S for clock in clocks)
        # One box hears the server's time: it is that of all.
        reading = clocks[0].read(T0)
        assert reading is not None
        assert isinstance(answers[0], Spend)
        await store.write(settle, answers[0], Outcome(), clocks[0], reading)
        for clock in clocks:
            clock.learn(await store.read(lambda snapshot: snapshot.dates()))
            assert abs(clock.now() - T0) < PATIENCE_S
