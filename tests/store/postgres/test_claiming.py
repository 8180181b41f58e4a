"""A claim that was decided without a lock holds the limits all the same, and leaves nothing behind where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.manual_clock import ManualClock
from tests.store.server import Server, emptied
from tests.store.worlds import BASE_URL, T0
from tui.clock import DateReading, ServerClock
from tui.domain.records import HOUR, Limits, Outcome, Spend
from tui.store.api import Changes
from tui.store.postgres import claiming
from tui.store.postgres.connection import PostgresConnection
from tui.store.postgres.database import PostgresStore

MANY = Limits(per_day=10**6)


@pytest.fixture
def url(postgres: Server) -> str:
    return emptied(postgres)


@pytest.fixture
def store(url: str) -> Iterator[PostgresStore]:
    with PostgresStore.open(url, base_url=BASE_URL, app_id="app") as opened:
        yield opened


def claim(changes: Changes, clock: ServerClock, limits: Limits = MANY) -> Spend | float:
    return changes.claim(endpoint="x", limits=limits, clock=clock, by="me:1")


@pytest.mark.parametrize("limits", [Limits(per_minute=7), Limits(per_second=7), Limits(per_day=7)])
async def test_many_claimants_at_once_are_granted_as_many_as_the_limit(url: str, limits: Limits) -> None:
    with ExitStack() as opened:
        stores = [opened.enter_context(PostgresStore.open(url, base_url=BASE_URL, app_id="app")) for _ in range(8)]
        clock = ServerClock(ManualClock(T0))
        answers = await asyncio.gather(*(store.write(claim, clock, limits) for store in stores for _ in range(4)))
    granted = [answer for answer in answers if isinstance(answer, Spend)]
    assert len({one.claim_id for one in granted}) == len(granted) == 7


async def test_a_claim_of_another_between_reading_and_noting_is_seen(
    store: PostgresStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, limits = ServerClock(ManualClock(T0)), Limits(per_minute=1)
    note, is_first = PostgresConnection.note_claim, True

    def noted(connection: PostgresConnection, project_id: int, seq: int, request: tuple[object, ...]) -> int | None:
        nonlocal is_first
        if is_first:
            is_first = False
            with PostgresStore.open(url, base_url=BASE_URL, app_id="app") as other:
                assert isinstance(other._make(lambda changes: claim(changes, clock, limits), None), Spend)
        return note(connection, project_id, seq, request)

    monkeypatch.setattr(PostgresConnection, "note_claim", noted)
    assert not isinstance(await store.write(claim, clock, limits), Spend)
    assert len(await store.read(lambda snapshot: snapshot.requests(10))) == 1


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
