"""What Live says of a metric: change, level, since when."""

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.live import BadMinutes, MetricView, bad_stretches, change, live_metric, newest_before
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import Coverage, Level, MinuteState, Threshold, Window

T = 1_795_330_680
FREEZE = LIVE_METRICS["videoFreezeRate"]
LIMIT = Threshold(2.5, 5.0)


def minutes(*values: float) -> list[tuple[int, float]]:
    return [(T + 60 * index, value) for index, value in enumerate(values)]


def test_the_change_of_a_rate_is_in_points_and_of_a_count_in_percent() -> None:
    points = minutes(*[2.0] * 10, 6.9)
    assert change(points, relative=False) == 4.9
    assert change(points, relative=True) == (6.9 - 2.0) / 2.0 * 100


def test_the_change_goes_by_minutes_wherever_in_them_the_rows_lie() -> None:
    base = T // 60 * 60
    points = [(base + 1, 1.0), (base + 119, 2.0), *((base + 60 * n + 30, 3.0) for n in range(2, 10)), (base + 659, 7.0)]
    assert change([*points], relative=False) == 6.0


def test_no_change_is_given_where_the_older_value_is_not_known() -> None:
    assert change(minutes(2.0, 3.0), relative=False) is None
    assert change([(T, 2.0), (T + 1200, 3.0)], relative=False) is None
    assert change([], relative=False) is None


def test_a_count_that_was_zero_has_no_relative_change() -> None:
    assert change(minutes(*[0.0] * 10, 5.0), relative=True) is None


def view_of(*values: float) -> MetricView:
    window = Window(T // 60 * 60, T // 60 * 60 + 3600)
    return live_metric(
        EDITION[FREEZE.endpoint], FREEZE, LIMIT, tuple(minutes(*values)), Coverage(window), window, T + 60 * len(values)
    )


def test_bad_since_is_the_first_minute_of_the_stretch_that_reaches_to_now() -> None:
    assert view_of(1, 6, 1, 1, 1, 6, 7, 8).since == BadMinutes(T + 5 * 60, T + 7 * 60)


def test_a_tremble_of_two_minutes_does_not_end_a_stretch_but_three_do() -> None:
    assert bad_stretches(minutes(1, 6, 1, 1, 6), LIMIT, FREEZE) == (BadMinutes(T + 60, T + 4 * 60),)
    assert bad_stretches(minutes(1, 6, 1, 1, 1, 6), LIMIT, FREEZE) == (
        BadMinutes(T + 60, T + 60),
        BadMinutes(T + 5 * 60, T + 5 * 60),
    )


def test_a_metric_that_trembles_just_below_its_threshold_is_still_said_to_be_bad_since() -> None:
    assert view_of(1, 6, 6, 4.9, 4.9).since == BadMinutes(T + 60, T + 120)
    assert view_of(1, 6, 6, 4.9, 4.9).level is Level.WARN


def test_what_is_over_stays_on_record() -> None:
    view = view_of(1, 6, 6, 1, 1, 1)
    assert (view.level, view.since) == (Level.GOOD, None)
    assert view.was_bad == BadMinutes(T + 60, T + 120)


def test_bad_as_far_back_as_anything_is_known_says_or_earlier() -> None:
    assert view_of(6, 6, 6).since == BadMinutes(T, T + 120, or_earlier=True)


def test_bad_since_does_not_reach_across_a_hole_that_nobody_knows() -> None:
    points = [(T, 6.0), (T + 60, 6.0), (T + 3 * 3600, 7.0), (T + 3 * 3600 + 60, 7.0)]
    assert bad_stretches(points, LIMIT, FREEZE)[-1] == BadMinutes(T + 3 * 3600, T + 3 * 3600 + 60, or_earlier=True)


def test_the_newest_value_stays_with_its_level_when_it_is_older_than_the_window() -> None:
    window = Window(T // 60 * 60 + 4 * 3600, T // 60 * 60 + 5 * 3600)
    view = live_metric(
        EDITION[FREEZE.endpoint], FREEZE, LIMIT, tuple(minutes(1, 6)), Coverage(window), window, T + 5 * 3600
    )
    assert (view.now, view.level, view.points) == ((T + 60, 6.0), Level.BAD, ())


def test_all_stretches_are_kept_and_a_minute_finds_its_own() -> None:
    view = view_of(1, 6, 6, 1, 1, 1, 7, 1, 1, 1)
    assert [stretch.first_ts for stretch in view.stretches] == [T + 60, T + 360]
    assert view.bad_window(T + 120) == Window(T + 60, T + 180)
    assert view.bad_window(T + 360) == Window(T + 360, T + 420)
    assert view.bad_window(T + 180) is None


def test_the_bad_stretch_of_now_holds_the_newest_minutes_be_they_not_known_yet() -> None:
    assert view_of(1, 6, 6).bad_window(T + 240) == Window(T + 60, T + 300)


def test_the_moment_reads_its_minute_and_never_invents_a_value() -> None:
    window = Window(T // 60 * 60, T // 60 * 60 + 3600)
    view = live_metric(
        EDITION[FREEZE.endpoint], FREEZE, LIMIT, tuple(minutes(1.0, 2.0)), Coverage(window), window, T + 200
    )
    assert view.at(T // 60 * 60 + 60) == (MinuteState.KNOWN, 2.0)
    assert view.at(T // 60 * 60 + 120) == (MinuteState.PENDING, None)


def test_the_newest_before_an_instant_does_not_include_that_instant() -> None:
    points = minutes(1.0, 2.0)
    assert newest_before(points, T + 60) == (T, 1.0)
    assert newest_before(points, T) is None
