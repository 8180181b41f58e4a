"""A key that counts at its second press."""

from __future__ import annotations

from tui.ui.widgets.double_press import DoublePress


def test_the_second_press_of_the_same_within_its_time_counts_and_the_third_is_a_first_again() -> None:
    now_s = [100.0]
    twice = DoublePress(3.0, lambda: now_s[0])
    assert [twice.pressed("q") for _ in range(4)] == [False, True, False, True]


def test_another_key_or_a_pause_begins_anew() -> None:
    now_s = [100.0]
    twice = DoublePress(3.0, lambda: now_s[0])
    assert [twice.pressed(what) for what in ("q", "ctrl+c", "q")] == [False, False, False]
    now_s[0] += 3.0
    assert not twice.pressed("q")
    now_s[0] += 2.9
    assert twice.pressed("q")
