"""The visible stretch: within its whole whatever is done to it, and where the eye expects it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.domain.records import Window
from tui.ui.charts.view import LEAST_S, View, followed, refitted, whole_view, zoomed

WHOLE = Window(1000, 4600)


def test_zooming_in_keeps_the_instant_under_its_column() -> None:
    view = zoomed(whole_view(WHOLE), -1, 1900)
    assert view.window == Window(1450, 3250)
    assert (1900 - 1450) / 1800 == (1900 - 1000) / 3600


def test_zooming_ends_at_half_a_minute_and_at_the_whole() -> None:
    view = whole_view(WHOLE)
    for _ in range(12):
        view = zoomed(view, -1, 2000)
    assert view.window.seconds == LEAST_S
    assert view.window.holds(2000)
    for _ in range(12):
        view = zoomed(view, 1, 2000)
    assert view.is_whole


def test_a_session_shorter_than_half_a_minute_is_shown_whole() -> None:
    view = zoomed(whole_view(Window(10, 17)), -3, 12)
    assert view.is_whole


def test_an_instant_beside_the_window_moves_it_there_and_one_within_does_not() -> None:
    view = View(WHOLE, Window(2000, 2060))
    assert followed(view, 2059) is view
    assert followed(view, 2060).window == Window(2030, 2090)
    assert followed(view, 4599).window == Window(4540, 4600)


def test_a_whole_that_has_grown_is_shown_whole_only_where_it_was() -> None:
    grown = Window(1000, 4800)
    assert refitted(whole_view(WHOLE), grown).is_whole
    assert refitted(View(WHOLE, Window(2000, 2060)), grown).window == Window(2000, 2060)


@given(
    st.integers(0, 10**9),
    st.integers(0, 86400),
    st.lists(st.tuples(st.integers(-4, 4), st.floats(-0.5, 1.5)), max_size=12),
)
def test_no_way_through_it_leads_out_of_the_whole(start_ts: int, seconds: int, steps: list[tuple[int, float]]) -> None:
    whole = Window(start_ts, start_ts + seconds)
    view = whole_view(whole)
    for by, share in steps:
        ts = start_ts + share * seconds
        view = followed(zoomed(view, by, ts), ts)
        assert whole.start_ts <= view.window.start_ts <= view.window.end_ts <= whole.end_ts
        assert view.window.seconds >= min(LEAST_S, seconds)
