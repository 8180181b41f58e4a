"""A server that says for how long it wants to be left alone is left alone, for an hour at most."""

from __future__ import annotations

from email.utils import formatdate
from pathlib import Path

import httpx
import pytest

from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.patience import until
from tests.worlds import NOW_TS, collecting, make_feed, manual_clock, open_store
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.errors import ApiError
from tui.domain.records import HOUR, Request, Want, Window
from tui.ui.context import Feed

WANT = Want("live_scale")


class Busy:
    """Refuses the first request as `refuses` says; `asked_s` is when it was asked, in seconds from the first."""

    def __init__(self, clock: ManualClock, refuses: httpx.Response) -> None:
        self.clock = clock
        self.refuses = refuses
        self.asked_s: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        now_ts = self.clock.now()
        self.asked_s.append(now_ts - NOW_TS)
        date = {"Date": formatdate(now_ts, usegmt=True)}
        if len(self.asked_s) == 1:
            headers = {**self.refuses.headers, **date}
            return httpx.Response(self.refuses.status_code, headers=headers, content=self.refuses.content)
        return httpx.Response(200, headers=date, json={"code": 200, "data": []})


async def pass_time(clock: ManualClock, seconds: float, step_s: float = 60) -> None:
    for _ in range(round(seconds / step_s)):
        clock.advance(step_s)
        await at_rest()


def refusing(wait: str, status: int = 429, code: int = 429) -> httpx.Response:
    return httpx.Response(status, headers={"Retry-After": wait}, json={"code": code, "message": "too many"})


async def first_asked(busy: Busy) -> None:
    await until(lambda: busy.asked_s)
    await at_rest()


def wait_of(feed: Feed) -> float | None:
    failure = feed.statuses[WANT].failure
    return None if failure is None else failure.wait_s


@pytest.mark.parametrize(
    ("refuses", "waits_s", "says_s"),
    [
        (refusing("3600"), 3600, 3600),
        (refusing("600"), 600, 600),
        (refusing(formatdate(NOW_TS + 1800, usegmt=True)), 1800, 1800),
        (refusing("1800", 200, 429), 1800, 1800),
        (refusing("1800", 200, 300), 1800, 1800),
        (refusing("1800", 503, 500), 1800, 1800),
        (refusing("10800"), HOUR, 10800),
        (refusing("9" * 5000), HOUR, 999_999_999),
    ],
    ids=["an hour", "ten minutes", "a date", "code 429", "code 300", "503", "three hours", "for ever"],
)
async def test_the_server_is_left_alone_for_as_long_as_it_asks_and_an_hour_at_most(
    tmp_path: Path, refuses: httpx.Response, waits_s: int, says_s: int
) -> None:
    clock = manual_clock()
    busy = Busy(clock, refuses)
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, httpx.MockTransport(busy))
        feed.submit([WANT])
        async with collecting(feed):
            await first_asked(busy)
            assert wait_of(feed) == pytest.approx(says_s, abs=1)
            next_ts = feed.statuses[WANT].next_ts
            assert next_ts is not None
            assert next_ts - NOW_TS == pytest.approx(waits_s, abs=2)
            # Not even for who asks by hand.
            feed.refresh()
            await pass_time(clock, waits_s - 60)
            assert len(busy.asked_s) == 1
            await pass_time(clock, 240)
            assert len(busy.asked_s) >= 2


async def test_another_scry_on_the_store_and_one_that_is_started_later_keep_to_it(tmp_path: Path) -> None:
    clock = manual_clock()
    busy = Busy(clock, refusing("1800"))
    for number in (1, 2, 3):
        with open_store(tmp_path) as store:
            feed = make_feed(store, clock, httpx.MockTransport(busy), by=f"test:{number}")
            feed.submit([WANT])
            async with collecting(feed):
                await first_asked(busy)
                await pass_time(clock, 300)
                # Another endpoint has a quota of its own.
                feed.submit([WANT, Want("live_net")])
                await pass_time(clock, 60)
            assert len(busy.asked_s) == 1 + number


@pytest.mark.parametrize("wait", ["", "0", "-5", "soon", "1e9", "３６００", "Thu, 99 Nov 2026 25:61:00 GMT", "\x00"])
async def test_what_says_no_time_is_as_if_it_were_not_there(tmp_path: Path, wait: str) -> None:
    clock = manual_clock()
    refuses = httpx.Response(429, headers=[(b"Retry-After", wait.encode())], json={"code": 429})
    busy = Busy(clock, refuses)
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, httpx.MockTransport(busy))
        feed.submit([WANT])
        async with collecting(feed):
            await first_asked(busy)
            assert not wait_of(feed)
            await pass_time(clock, 180)
            await until(lambda: len(busy.asked_s) >= 2)


async def test_a_date_before_the_answers_own_or_without_one_beside_it_is_no_wait() -> None:
    for date in (None, NOW_TS):
        headers = {"Retry-After": formatdate(NOW_TS - 5, usegmt=True)}
        headers |= {} if date is None else {"Date": formatdate(date, usegmt=True)}
        answer = httpx.Response(429, headers=headers, json={"code": 429})
        async with Client(
            edition=EDITION,
            base_url="https://x.test",
            app_id="a",
            customer_id="b",
            customer_secret="c",
            transport=httpx.MockTransport(lambda _, answer=answer: answer),
        ) as client:
            with pytest.raises(ApiError) as raised:
                await client.fetch(Request("live_scale", Window(0, 60)))
        assert not raised.value.failure.wait_s
