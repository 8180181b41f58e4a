"""The four honest states of a minute."""

from tui.records import Coverage, MinuteState, Window
from tui.triage.minutes import broken, minute_states, windows_of

DELAY_S = 120
T = 1_795_330_680 // 60 * 60
HOUR = Window(T, T + 600)


def states(points: list[tuple[int, float]], answered: dict[int, float], now_ts: float) -> list[str]:
    found = minute_states(points, Coverage(HOUR, answered), HOUR, DELAY_S, now_ts)
    return [state.value for state in found.values()]


def test_a_row_makes_its_minute_known_wherever_in_the_minute_it_lies() -> None:
    assert states([(T + 59, 1.0)], {}, T + 10_000)[0] == "known"


def test_a_minute_younger_than_the_longest_delay_is_pending_even_if_it_was_asked_for() -> None:
    assert states([], {T: T + 100.0}, T + 179)[0] == "pending"


def test_a_minute_that_was_answered_too_early_is_pending_while_it_is_asked_again_then_not_asked() -> None:
    assert states([], {T: T + 179.0}, T + 200)[0] == "pending"
    assert states([], {T: T + 179.0}, T + 500)[0] == "not asked"


def test_a_minute_no_answer_has_covered_is_not_asked() -> None:
    assert states([], {}, T + 200)[0] == "not asked"


def test_a_minute_that_was_answered_late_enough_is_missing_not_pending() -> None:
    assert states([], {T: T + 180.0}, T + 200)[0] == "missing"


def test_a_minute_without_a_row_is_not_missing_when_its_neighbours_are_within_ninety_seconds() -> None:
    answered = dict.fromkeys(HOUR.minutes(), T + 10_000.0)
    close = states([(T + 58, 1.0), (T + 121, 1.0)], answered, T + 10_000)
    assert close[:3] == ["known", "known", "known"]
    apart = states([(T + 25, 1.0), (T + 121, 1.0)], answered, T + 10_000)
    assert apart[:3] == ["known", "missing", "known"]


def test_neighbouring_minutes_of_one_state_are_one_window() -> None:
    found = minute_states([(T + 120, 1.0)], Coverage(HOUR, {}), HOUR, DELAY_S, T + 10_000)
    assert windows_of(found, MinuteState.NOT_ASKED) == (Window(T, T + 120), Window(T + 180, T + 600))


def test_a_line_breaks_at_a_hole_but_not_between_rows_of_neighbouring_minutes() -> None:
    near = [(T + 1, 1.0), (T + 119, 2.0)]
    far = [(T + 1, 1.0), (T + 179, 2.0)]
    assert not any(value != value for ts, value in _line(near) if ts < T + 119)
    assert any(value != value for ts, value in _line(far) if ts < T + 179)


def _line(points: list[tuple[int, float]]) -> tuple[tuple[float, float], ...]:
    return broken(points, minute_states(points, Coverage(HOUR, {}), HOUR, DELAY_S, T + 10_000))
