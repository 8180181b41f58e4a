"""The honest states of a minute."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.analysis.feeds.minutes import broken, minute_states, windows_of
from tui.domain.records import Coverage, MinuteState, Window

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


REACH_S = 3600
LOST_AT = T + REACH_S + 301


def lost_at(now_ts: float, answered: dict[int, float], first_ts: int | None) -> list[int]:
    """The minutes of HOUR, by number, that are lost."""
    found = minute_states([], Coverage(HOUR, answered, first_ts), HOUR, DELAY_S, now_ts, REACH_S)
    lost = windows_of(found, MinuteState.LOST)
    return [(minute_ts - T) // 60 for window in lost for minute_ts in window.minutes()]


def test_exactly_the_minutes_that_begin_before_the_reach_are_lost() -> None:
    assert lost_at(T + REACH_S, {}, T - 60) == []
    assert lost_at(T + REACH_S + 1, {}, T - 60) == [0]
    assert lost_at(T + REACH_S + 60, {}, T - 60) == [0]
    assert lost_at(T + REACH_S + 61, {}, T - 60) == [0, 1]


def test_what_an_answer_spoke_for_in_time_is_missing_not_lost_and_what_one_did_too_early_is_lost() -> None:
    answered = {T: T + 180.0, T + 60: T + 239.0}
    assert lost_at(LOST_AT, answered, T) == [1, 2, 3, 4, 5]


def test_before_the_first_minute_ever_answered_for_nobody_was_collecting() -> None:
    assert lost_at(LOST_AT, {}, None) == []
    assert lost_at(LOST_AT, {T + 120: T + 999.0}, T + 120) == [3, 4, 5]


def test_an_endpoint_that_answers_however_far_back_loses_nothing() -> None:
    found = minute_states([], Coverage(HOUR, {}, T - 60), HOUR, DELAY_S, T + 100_000)
    assert MinuteState.LOST not in found.values()


def test_a_week_is_read_by_the_minute_as_it_is_kept_by_the_stretch() -> None:
    found = minute_states([(T + 120, 1.0), (T + 200, 1.0)], Coverage(HOUR), HOUR, DELAY_S, T + 500)
    assert [(window.seconds // 60, state.value) for window, state in found.stretches] == [
        (2, "not asked"),
        (2, "known"),
        (2, "not asked"),
        (3, "pending"),
    ]
    assert len(found) == len(list(found)) == 9
    assert found.count(MinuteState.PENDING) == 3
    assert found[T + 180] is MinuteState.KNOWN
    for outside in (T - 60, T + 61, T + 540):
        assert outside not in found


POINTS = st.lists(st.integers(-90, 690), max_size=14, unique=True)
ANSWERED = st.dictionaries(st.integers(0, 9), st.integers(-100, 5000), max_size=10)


@settings(deadline=None)
@given(POINTS, ANSWERED, st.integers(0, 9000), st.none() | st.integers(-2, 11))
def test_every_minute_is_what_it_would_be_if_it_were_looked_at_alone(
    seconds: list[int], answered: dict[int, int], now: int, first: int | None
) -> None:
    points = [(T + second, 1.0) for second in sorted(seconds)]
    coverage = Coverage(
        HOUR,
        {T + 60 * minute: float(T + 60 * minute + after) for minute, after in answered.items()},
        None if first is None else T + 60 * first,
    )
    now_ts = T + now
    found = minute_states(points, coverage, HOUR, DELAY_S, now_ts, REACH_S)
    assert list(found) == [minute_ts for minute_ts in HOUR.minutes() if minute_ts <= now_ts]
    for minute_ts, state in found.items():
        assert state is _alone(points, coverage, minute_ts, now_ts)


def _alone(points: list[tuple[int, float]], coverage: Coverage, minute_ts: int, now_ts: float) -> MinuteState:
    """The rules of product.md, word by word, for one minute."""
    before = [ts for ts, _ in points if ts < minute_ts]
    after = [ts for ts, _ in points if ts >= minute_ts + 60]
    within = any(minute_ts <= ts < minute_ts + 60 for ts, _ in points)
    if within or (before and after and after[0] - before[-1] <= 90):
        return MinuteState.KNOWN
    due_ts = minute_ts + 60 + DELAY_S
    answered_ts = coverage.answered_ts.get(minute_ts)
    if due_ts > now_ts:
        return MinuteState.PENDING
    if answered_ts is not None and answered_ts >= due_ts:
        return MinuteState.MISSING
    if answered_ts is not None and now_ts < due_ts + 300:
        return MinuteState.PENDING
    begun = coverage.first_ts is not None and coverage.first_ts < minute_ts
    return MinuteState.LOST if begun and minute_ts < now_ts - REACH_S else MinuteState.NOT_ASKED


def test_a_minute_of_which_something_was_not_read_is_unread_until_the_api_no_longer_tells_it() -> None:
    def state(answered: dict[int, float], now_ts: float) -> MinuteState:
        coverage = Coverage(HOUR, answered, T - 60, frozenset({T}))
        return minute_states([], coverage, HOUR, DELAY_S, now_ts, REACH_S)[T]

    assert state({}, T + 100) is MinuteState.PENDING
    assert state({}, T + 200) is MinuteState.UNREAD
    assert state({T: T + 90.0}, T + 200) is MinuteState.UNREAD
    assert state({T: T + 190.0}, T + 200) is MinuteState.MISSING, "another answer spoke for it"
    assert state({}, T + REACH_S + 1) is MinuteState.LOST
