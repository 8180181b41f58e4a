"""LiveQuery: when a question is asked again, and what stays on screen while the store cannot answer."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from tests.manual_clock import ManualClock
from tests.patience import until
from tests.worlds import make_context
from tui.clock import ServerClock
from tui.domain.records import MINUTE
from tui.messages import store as words
from tui.store.errors import StoreError
from tui.ui import live_query
from tui.ui.context import Context, Feed
from tui.ui.live_query import LiveQuery

NOW_TS = 1_600_000_000.0 // MINUTE * MINUTE
LOST = StoreError("scry.db", words.LOST, words.MAKE_NEW)


class FakeStore:
    """Tells topics to those who subscribed."""

    def __init__(self) -> None:
        self.calls: list[Callable[[frozenset[str]], None]] = []

    def subscribe(self, call: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        self.calls.append(call)
        return lambda: self.calls.remove(call)

    def tell(self, topic: str) -> None:
        for call in self.calls:
            call(frozenset({topic}))


class FakeFeed:
    trouble = None

    def __init__(self) -> None:
        self.store = FakeStore()


class Screen:
    """The owner: a list of what was shown, and the answer to come."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.frozen_ts: float | None = None
        self.waits = False
        self.queries: list[LiveQuery[Any]] = []
        self.is_looked_at = self.display = True
        self.answer: str | StoreError = "first"
        self.asked: list[float] = []
        self.shown: list[str | None] = []
        self.workers: list[asyncio.Task[None]] = []
        self.query: LiveQuery[str] = LiveQuery(self, self.ask, self.show, topics={"calls"}, step_s=MINUTE)

    async def ask(self, feed: Feed, now_ts: float) -> str:
        self.asked.append(now_ts)
        await asyncio.sleep(0)
        if isinstance(self.answer, StoreError):
            raise self.answer
        return self.answer

    def show(self) -> None:
        self.shown.append(self.query.data)

    def tell_frame(self) -> None:
        """No line around it."""

    def run_worker(self, work: Callable[[], Coroutine[None, None, None]], /, *, group: str, exclusive: bool) -> object:
        self.workers.append(asyncio.create_task(work()))
        return None


@asynccontextmanager
async def staged(clock: ManualClock) -> AsyncIterator[tuple[Screen, FakeStore]]:
    async def open_feed() -> Feed:
        raise AssertionError("handed over below")

    context = make_context(ServerClock(clock), open_feed)
    feed = FakeFeed()
    context.hand_over(cast(Feed, feed))
    screen = Screen(context)
    screen.query.start()
    await settled()
    try:
        yield screen, feed.store
    finally:
        for worker in screen.workers:
            worker.cancel()
        await asyncio.gather(*screen.workers, return_exceptions=True)
        assert not feed.store.calls, "a query that ended listens no more"
        assert not context.read_troubles


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_it_asks_at_once_and_again_when_a_topic_of_its_own_changed() -> None:
    async with staged(ManualClock(NOW_TS)) as (screen, store):
        assert screen.shown == ["first"]
        screen.answer = "second"
        store.tell("usage")
        await settled()
        assert screen.shown == ["first"], "not its topic"
        store.tell("calls")
        await settled()
        assert screen.shown == ["first", "second"]


async def test_an_answer_that_comes_while_the_screen_is_taken_down_is_not_drawn() -> None:
    async with staged(ManualClock(NOW_TS)) as (screen, _):
        screen.query.ask_again()
        screen.display = False
        await settled()
        screen.query.show_again()
        assert (len(screen.asked), screen.shown) == (2, ["first"])


async def test_news_that_come_while_it_asks_are_asked_for_once_afterwards() -> None:
    async with staged(ManualClock(NOW_TS)) as (screen, store):
        screen.query.ask_again()
        await asyncio.sleep(0)
        for _ in range(5):
            store.tell("calls")
        await settled()
        assert len(screen.asked) == 3


async def test_it_asks_again_when_the_clock_passes_a_step_and_not_before() -> None:
    clock = ManualClock(NOW_TS)
    async with staged(clock) as (screen, _):
        clock.advance(MINUTE - 1)
        screen.query.tick()
        await settled()
        assert len(screen.asked) == 1
        clock.advance(2)
        screen.query.tick()
        await settled()
        assert len(screen.asked) == 2
        screen.query.tick()
        await settled()
        assert len(screen.asked) == 2


async def test_a_frozen_screen_hears_no_news_and_asks_only_for_the_frozen_time() -> None:
    clock = ManualClock(NOW_TS)
    async with staged(clock) as (screen, store):
        screen.frozen_ts = NOW_TS
        clock.advance(10 * MINUTE)
        store.tell("calls")
        screen.query.tick()
        await settled()
        assert len(screen.asked) == 1
        screen.query.ask_again()
        await settled()
        assert screen.asked == [NOW_TS, NOW_TS]


async def test_a_frozen_screen_that_still_waits_for_an_answer_takes_it_and_no_other() -> None:
    async with staged(ManualClock(NOW_TS)) as (screen, store):
        screen.frozen_ts, screen.waits = NOW_TS, True
        store.tell("calls")
        await settled()
        assert len(screen.asked) == 2
        # The last answer may be stored before or after it is told to have come.
        screen.waits = False
        store.tell("calls")
        await settled()
        assert len(screen.asked) == 3
        store.tell("calls")
        await settled()
        assert screen.asked == [NOW_TS] * 3


async def test_a_frozen_screen_that_comes_back_shows_what_it_showed_unless_more_was_asked_meanwhile() -> None:
    async with staged(ManualClock(NOW_TS)) as (screen, _):
        screen.frozen_ts = NOW_TS
        screen.query.resume()
        await settled()
        assert len(screen.asked) == 1
        screen.is_looked_at = False
        screen.query.ask_again()
        await settled()
        screen.is_looked_at = True
        screen.query.resume()
        await settled()
        assert len(screen.asked) == 2


async def test_a_screen_that_is_covered_asks_nothing_until_it_is_looked_at_again() -> None:
    async with staged(ManualClock(NOW_TS)) as (screen, store):
        screen.is_looked_at = False
        screen.answer = "second"
        store.tell("calls")
        await settled()
        assert screen.shown == ["first"]
        screen.is_looked_at = True
        screen.query.resume()
        await settled()
        assert screen.shown == ["first", "second"]


async def test_an_answer_that_is_on_its_way_when_the_screen_comes_back_is_not_asked_for_twice() -> None:
    async with staged(ManualClock(NOW_TS)) as (screen, _):
        screen.query.ask_again()
        await asyncio.sleep(0)
        screen.query.resume()
        await settled()
        assert len(screen.asked) == 2


async def test_the_old_data_stays_while_the_store_fails_and_the_question_is_asked_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_query, "READ_AGAIN_S", 0.02)
    async with staged(ManualClock(NOW_TS)) as (screen, store):
        screen.answer = LOST
        store.tell("calls")
        await settled()
        assert screen.query.data == "first"
        assert screen.context.store_trouble is LOST
        screen.answer = "second"
        await until(lambda: screen.shown == ["first", "second"])
        assert screen.context.store_trouble is None


async def test_a_covered_screen_has_no_trouble_with_the_store() -> None:
    async with staged(ManualClock(NOW_TS)) as (screen, store):
        screen.answer = LOST
        store.tell("calls")
        await settled()
        assert screen.context.store_trouble is LOST
        screen.is_looked_at = False
        screen.query.ask_again()
        await settled()
        assert screen.context.store_trouble is None


async def test_after_a_slow_answer_news_wait_for_a_rest_but_the_user_does_not() -> None:
    asked: list[float] = []

    async def slowly(feed: Feed, now_ts: float) -> str:
        await asyncio.sleep(0.01)
        asked.append(now_ts)
        return "slow"

    async with staged(ManualClock(NOW_TS)) as (screen, store):
        slow: LiveQuery[str] = LiveQuery(screen, slowly, screen.show, topics={"calls"}, rest=1000.0, name="slow")
        slow.start()
        await until(lambda: slow.data is not None)
        store.tell("calls")
        assert slow.waits_s > 1.0
        await asyncio.sleep(0.03)
        assert len(asked) == 1
        slow.ask_again()
        await until(lambda: len(asked) == 2)


class Slow:
    """A question that is answered when `release` is called, and notes how it ended."""

    def __init__(self, screen: Screen) -> None:
        self.begun = self.answered = self.given_up = 0
        self._may_answer = asyncio.Event()
        self.query: LiveQuery[str] = LiveQuery(screen, self.ask, lambda: None, topics={"calls"}, name="slow")

    async def ask(self, feed: Feed, now_ts: float) -> str:
        self.begun += 1
        try:
            await self._may_answer.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        self.answered += 1
        return "slow"

    def release(self) -> None:
        self._may_answer.set()


@asynccontextmanager
async def slow_after(slow_s: float, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Screen, FakeStore, Slow]]:
    """With a question under way, slow from `slow_s` on."""
    monkeypatch.setattr(live_query, "SLOW_S", slow_s)
    async with staged(ManualClock(NOW_TS)) as (screen, store):
        slow = Slow(screen)
        slow.query.start()
        await settled()
        yield screen, store, slow


async def test_a_slow_question_is_given_up_for_another_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    async with slow_after(0.0, monkeypatch) as (_, _, slow):
        slow.query.ask_another()
        await settled()
        assert (slow.begun, slow.given_up) == (2, 1)
        slow.release()
        await settled()
        assert (slow.query.data, slow.answered) == ("slow", 1)


async def test_a_question_that_is_not_slow_is_answered_before_another(monkeypatch: pytest.MonkeyPatch) -> None:
    async with slow_after(1000.0, monkeypatch) as (screen, _, slow):
        slow.query.ask_another()
        screen.is_looked_at = False
        slow.query.suspend()
        assert not slow.query.give_up()
        screen.is_looked_at = True
        slow.release()
        await settled()
        assert (slow.begun, slow.answered, slow.given_up) == (2, 2, 0)


async def test_news_give_no_slow_question_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async with slow_after(0.0, monkeypatch) as (_, store, slow):
        store.tell("calls")
        slow.query.ask_again()
        await settled()
        assert (slow.begun, slow.given_up) == (1, 0)


async def test_a_question_that_was_given_up_is_asked_again_by_news_after_a_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with slow_after(0.02, monkeypatch) as (_, store, slow):
        store.tell("calls")
        await until(lambda: slow.query.slow_s > 0)
        assert slow.query.give_up()
        assert not slow.query.give_up()
        assert slow.query.waits_s == math.inf, "the news that came before are forgotten"
        store.tell("calls")
        assert slow.query.waits_s < math.inf
        await until(lambda: slow.begun == 2)
        assert slow.given_up == 1


async def test_a_covered_screen_gives_its_slow_question_up_and_asks_it_when_it_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with slow_after(0.02, monkeypatch) as (screen, _, slow):
        screen.is_looked_at = False
        slow.query.suspend()
        await until(lambda: slow.given_up == 1)
        screen.is_looked_at = True
        slow.query.resume()
        await settled()
        assert slow.begun == 2


async def test_a_screen_that_is_looked_at_again_in_time_has_its_slow_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async with slow_after(0.02, monkeypatch) as (screen, _, slow):
        screen.is_looked_at = False
        slow.query.suspend()
        screen.is_looked_at = True
        slow.query.resume()
        await until(lambda: slow.query.slow_s > 0.03)
        slow.release()
        await settled()
        assert (slow.begun, slow.answered) == (1, 1)
