"""Windows: which minutes a request asks for."""

from __future__ import annotations

import math
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.collector.knowing import HOUR, NOW, spend, step_of
from tui.agora.editions.reference_2020 import EDITION
from tui.collector.windows import FRESH_S, REACH_MARGIN_S, lost_at, to_ask
from tui.domain.records import MINUTE, Coverage, Want, Window

LIVE, DIAGNOSIS = EDITION["live_scale"], EDITION.diagnosis
END = HOUR.end_ts


def settled(*holes: int) -> dict[int, float]:
    """Every minute settled but these."""
    minutes = range(HOUR.start_ts - 5 * MINUTE, END, MINUTE)
    return {ts: ts + 200.0 for ts in minutes if ts not in holes and ts + 200 < NOW}


def live(coverage: dict[int, float]) -> Window | None:
    return to_ask(LIVE, True, lambda: Coverage(HOUR, coverage), [], NOW)


def diagnosis(coverage: dict[int, float], *recent, attended: bool = True) -> Window | None:  # type: ignore[no-untyped-def]
    return to_ask(DIAGNOSIS, attended, lambda: Coverage(HOUR, coverage), recent, NOW)


def asked(window: Window, rows: int, ago_s: float = 65.0):  # type: ignore[no-untyped-def]
    return spend(ago_s, endpoint="diagnosis", window=window, rows=rows)


def test_the_window_starts_at_the_oldest_unsettled_minute() -> None:
    hole_ts = HOUR.start_ts + 40 * MINUTE
    assert live(settled(hole_ts)) == Window(hole_ts, END)


def test_an_answer_too_early_settles_no_minute() -> None:
    hole_ts = HOUR.start_ts + 40 * MINUTE
    assert live({**settled(), hole_ts: hole_ts + MINUTE + 119.0}) == Window(hole_ts, END)
    assert live({**settled(), hole_ts: hole_ts + MINUTE + 120.0}) == Window(END - 300, END)


def test_minutes_beyond_the_reach_are_not_asked_for() -> None:
    assert live({}) == Window(math.ceil((NOW - 3600 + REACH_MARGIN_S) / 60) * 60, END)


def test_minutes_are_lost_one_reach_after_they_began() -> None:
    hole_ts = HOUR.start_ts + 10 * MINUTE
    assert lost_at(LIVE, Coverage(HOUR, settled(hole_ts)), NOW) == hole_ts + 3600 - REACH_MARGIN_S
    assert lost_at(LIVE, Coverage(HOUR, {}), NOW) == math.inf, "what is lost already cannot be saved"


def test_while_answers_are_not_full_one_window_holds_everything() -> None:
    hole_ts = HOUR.start_ts + 40 * MINUTE
    assert diagnosis(settled(hole_ts), asked(HOUR, 9)) == Window(hole_ts, END)


def test_after_a_full_answer_the_open_minutes_are_asked_for_in_a_window_half_as_long() -> None:
    open_minutes = range(END - 33 * MINUTE, END - 3 * MINUTE, MINUTE)
    last = asked(Window(END - 41 * MINUTE, END - MINUTE), 10)
    assert diagnosis(settled(*open_minutes), last) == Window(END - 23 * MINUTE, END - 3 * MINUTE)


def test_the_last_minutes_and_the_older_ones_take_turns() -> None:
    open_minutes = range(END - 33 * MINUTE, END - 3 * MINUTE, MINUTE)
    older = asked(Window(END - 23 * MINUTE, END - 3 * MINUTE), 10)
    fresh = asked(Window(END - 4 * MINUTE, END - MINUTE), 10)
    assert diagnosis(settled(*open_minutes), older, fresh) == Window(END - FRESH_S, END)
    assert diagnosis(settled(*open_minutes), fresh, older) == Window(END - 13 * MINUTE, END - 3 * MINUTE)


def test_whoever_comes_back_is_told_the_newest_minutes_first() -> None:
    open_minutes = range(END - 33 * MINUTE, END, MINUTE)
    fresh = asked(Window(END - 12 * MINUTE, END - 8 * MINUTE), 10, 500.0)
    older = asked(Window(END - 23 * MINUTE, END - 13 * MINUTE), 10, 560.0)
    assert diagnosis(settled(*open_minutes), fresh, older) == Window(END - 8 * MINUTE, END)
    assert diagnosis(settled(*open_minutes), fresh) == Window(END - 8 * MINUTE, END)
    # At a pace as slow as that nobody was away, and both take their turns.
    slow = asked(Window(END - 23 * MINUTE, END - 13 * MINUTE), 10, 800.0)
    assert diagnosis(settled(*open_minutes), fresh, slow) != Window(END - 8 * MINUTE, END)


def test_the_last_minutes_reach_back_to_those_that_were_asked_for_last() -> None:
    open_minutes = range(END - 33 * MINUTE, END, MINUTE)
    fresh = asked(Window(END - 9 * MINUTE, END - 6 * MINUTE), 10, 360.0)
    older = asked(Window(END - 23 * MINUTE, END - 13 * MINUTE), 10)
    assert diagnosis(settled(*open_minutes), older, fresh) == Window(END - 6 * MINUTE, END)


def test_the_narrowest_window_is_a_minute() -> None:
    open_minutes = range(END - 33 * MINUTE, END - 3 * MINUTE, MINUTE)
    older = asked(Window(END - 4 * MINUTE, END - 3 * MINUTE), 10)
    fresh = asked(Window(END - 4 * MINUTE, END - MINUTE), 10)
    assert diagnosis(settled(*open_minutes), fresh, older) == Window(END - 4 * MINUTE, END - 3 * MINUTE)


def test_a_gap_between_settled_minutes_is_not_asked_beyond_its_ends() -> None:
    hole = (END - 20 * MINUTE, END - 19 * MINUTE)
    full = asked(Window(END - 41 * MINUTE, END - MINUTE), 10)
    assert diagnosis(settled(*hole), full) == Window(hole[0], hole[1] + MINUTE)


def test_where_nobody_looks_no_request_is_spent_on_narrow_windows() -> None:
    hole_ts = HOUR.start_ts + 40 * MINUTE
    full = asked(Window(hole_ts, END - MINUTE), 10)
    assert diagnosis(settled(hole_ts), full, attended=False) == Window(hole_ts, END)


@given(
    name=st.sampled_from([name for name in EDITION.endpoints if name != "report"]),
    attended=st.booleans(),
    now_ts=st.floats(NOW - 86400, NOW + 86400),
    settled_minutes=st.sets(st.integers(0, 62)),
    earlier=st.lists(st.tuples(st.integers(0, 70), st.integers(1, 60), st.integers(0, 10)), max_size=6),
)
def test_nothing_that_is_collected_is_asked_for_in_a_window_of_no_length(
    name: str,
    attended: bool,
    now_ts: float,
    settled_minutes: Collection[int],
    earlier: list[tuple[int, int, int]],
) -> None:
    end_ts = int(now_ts) // MINUTE * MINUTE
    known = {end_ts - ago * MINUTE: now_ts for ago in settled_minutes}
    recent = [
        asked(Window(end_ts - (ago + long) * MINUTE, end_ts - ago * MINUTE), rows, NOW - now_ts + 60.0 * index)
        for index, (ago, long, rows) in enumerate(earlier)
    ]
    window = to_ask(EDITION[name], attended, lambda: Coverage(HOUR, known), recent, now_ts)
    assert window.end_ts > window.start_ts


@pytest.mark.parametrize("name", [name for name in EDITION.endpoints if name != "report"])
def test_what_is_wanted_of_no_length_is_there_without_a_request(name: str) -> None:
    want = Want(name, window=Window(int(NOW) - 600, int(NOW) - 600))
    step = step_of(wants=[want], asked={want: NOW})
    assert (step.request, step.dues[0].done) == (None, True)
