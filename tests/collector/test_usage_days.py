"""When the usage of whole days is asked for: over every hour of days on end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.worlds import SimTransport, collecting, incident, make_feed, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.collector.usage_days import MARGIN_S, next_ask_ts, window_to_ask
from tui.domain.records import DAY, HOUR, MINUTE, Want, Window, day_of, final_ts

D0 = 20_000 * DAY
REACH_S = 7 * DAY
# How many milliseconds a collector has to come to rest; then the hour passes all the same.
QUARTERS = [D0 + quarter * 15 * MINUTE for quarter in range(4 * 24 * 4)]


@pytest.mark.parametrize("second", [0, 1, 29, 31, 15 * MINUTE - 1])
def test_the_window_is_of_whole_counted_days_within_the_reach_six_or_five_before_eight(second: int) -> None:
    for quarter_ts in QUARTERS:
        now_ts = quarter_ts + second
        window = window_to_ask(EDITION.usage, now_ts)
        assert window.start_ts % DAY == window.end_ts % DAY == 0
        assert now_ts - REACH_S + MARGIN_S <= window.start_ts < now_ts - REACH_S + MARGIN_S + DAY
        assert final_ts(window.end_ts - DAY) <= now_ts < final_ts(window.end_ts)
        seconds_of_day = now_ts % DAY
        if seconds_of_day < DAY - MARGIN_S:
            assert window.seconds == (6 if seconds_of_day >= 8 * HOUR else 5) * DAY


def ask_on(from_ts: int, to_ts: int, known: set[int], last_ts: float | None) -> list[int]:
    """When it is asked by somebody who looks every quarter of an hour and is always answered; `known` grows."""
    asked: list[int] = []
    for now_ts in range(from_ts, to_ts, 15 * MINUTE):
        if next_ask_ts(EDITION.usage, known_days=known, last_asked_ts=last_ts, now_ts=now_ts) <= now_ts:
            window = window_to_ask(EDITION.usage, now_ts)
            known |= set(range(window.start_ts, window.end_ts, DAY))
            last_ts = now_ts
            asked.append(now_ts)
    return asked


@pytest.mark.parametrize("hour", range(24))
def test_whenever_one_begins_it_is_asked_at_once_and_then_once_a_day_soon_after_eight(hour: int) -> None:
    start_ts = D0 + hour * HOUR
    first, *later = ask_on(start_ts, start_ts + 6 * DAY, set(), None)
    assert first == start_ts
    assert [ts % DAY for ts in later] == [8 * HOUR + 15 * MINUTE] * len(later)
    since = 0 if hour < 8 or first % DAY == 8 * HOUR else 1
    assert [day_of(ts) for ts in later] == [D0 + number * DAY for number in range(since, since + len(later))]


@pytest.mark.parametrize("hour", range(24))
def test_what_was_asked_today_is_asked_again_once_yesterday_is_counted_and_not_before(hour: int) -> None:
    for since in range(hour + 1):
        next_ts = next_ask_ts(EDITION.usage, known_days=(), last_asked_ts=D0 + since * HOUR, now_ts=D0 + hour * HOUR)
        day_ts = D0 + DAY if since > 8 else D0
        assert next_ts == day_ts + 8 * HOUR + MARGIN_S


@pytest.mark.parametrize("hour", range(24))
def test_after_an_absence_nothing_is_waited_for_where_nothing_within_reach_is_known(hour: int) -> None:
    now_ts = D0 + hour * HOUR
    old = next_ask_ts(EDITION.usage, known_days={D0 - 40 * DAY}, last_asked_ts=D0 - 30 * DAY, now_ts=now_ts)
    assert old <= now_ts
    some = next_ask_ts(EDITION.usage, known_days={D0 - 4 * DAY}, last_asked_ts=D0 - 3 * DAY, now_ts=now_ts)
    assert some == D0 + 8 * HOUR + MARGIN_S


@pytest.mark.parametrize("hour", range(24))
def test_an_absence_of_five_days_loses_no_day(hour: int) -> None:
    last_ts = D0 + 9 * HOUR
    known = {D0 - number * DAY for number in range(1, 7)}
    back_ts = D0 + 5 * DAY + hour * HOUR
    asked = ask_on(back_ts, back_ts + 3 * DAY, known, last_ts)
    assert set(Counter(day_of(ts - 8 * HOUR) for ts in asked).values()) == {1}
    assert known >= set(range(D0 - 6 * DAY, day_of(asked[-1]), DAY))


async def test_a_collector_that_is_looked_at_for_days_asks_once_a_day_behind_eight_and_lacks_no_day(
    tmp_path: Path,
) -> None:
    clock = ManualClock(D0 + 3 * HOUR)
    world = incident(clock, scene="calm")
    want = Want("usage")
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, SimTransport(world))
        async with collecting(feed):
            feed.submit([want])
            while clock.now() < D0 + 4 * DAY:
                # Who is about to lie down must not find that the hour has passed meanwhile.
                await at_rest()
                clock.advance(HOUR)
        days = await store.read(lambda snapshot: snapshot.usage(Window(D0 - 9 * DAY, D0 + 9 * DAY)))
    asked = [request["at_ts"] for request in world.journal.requests() if "usage" in request["endpoint"]]
    assert Counter(map(day_of, asked)) == {D0 + number * DAY: 1 if number else 2 for number in range(4)}
    assert [day.ts for day in days if day.users] == [D0 + number * DAY for number in range(-6, 3)]
    assert world.breaches() == []
