"""A session's curves: values at an instant, holes, abnormal stretches, what is worst and what is shown first."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.analysis.calls import session
from tui.analysis.calls.session import (
    HOLE_S,
    RELIEF_S,
    Judged,
    metrics_of,
    next_onset,
    not_reported,
    onsets,
    place_of,
    worst_metric,
)
from tui.domain.glossary import level, thresholds_with
from tui.domain.records import Curve, Direction, Level, Window

T0 = 1_795_300_000
THRESHOLDS = thresholds_with({})
UP_LOSS, E2E_LOSS, FREEZE, CPU, SENT, CAPTURE = 20017, 20018, 20011, 20001, 20006, 20007


def curve(mid: int, values: Sequence[float], *, peer: int = 0, start_s: int = 0, step_s: int = 2) -> Curve:
    stamps = array("q", range(T0 + start_s, T0 + start_s + step_s * len(values), step_s))
    return Curve("S1", mid, peer, stamps, array("d", values))


def judged(mid: int, values: Sequence[float], **named: int) -> Judged:
    return metrics_of([curve(mid, values, **named)], THRESHOLDS)[mid].curves[0]


def test_a_value_is_that_of_the_nearest_point_and_none_in_a_hole() -> None:
    one = curve(UP_LOSS, [1.0, 2.0, 3.0])
    one.ts.extend([T0 + 60, T0 + 62])
    one.values.extend([7.0, 8.0])
    found = metrics_of([one], THRESHOLDS)[UP_LOSS].curves[0]
    assert found.gap_s == HOLE_S
    assert [found.value_at(T0 + s) for s in (0, 0.9, 3.9, 4, 30, 60, 62)] == [1.0, 1.0, 3.0, 3.0, None, 7.0, 8.0]
    # A hole lies between points, and not before or after them.
    assert [found.spans(T0 + s) for s in (-1, 0, 30, 62, 63)] == [False, True, True, True, False]
    assert found.value_at(T0 - 60) is None
    assert found.value_at(T0 + 3600) is None


def test_a_curve_that_is_measured_seldom_has_a_hole_only_after_three_of_its_steps() -> None:
    assert judged(UP_LOSS, [1.0] * 5, step_s=20).gap_s == 60
    assert judged(UP_LOSS, [1.0]).gap_s == HOLE_S


def test_what_trembles_around_its_limit_is_one_stretch_and_a_long_calm_ends_it() -> None:
    calm = RELIEF_S // 2 + 2
    values = [0.0] * 5 + [9.0, 1.0, 12.0, 1.0, 6.0] + [1.0] * calm + [30.0] + [0.0] * 3
    first, second = judged(UP_LOSS, values).bad
    assert (first.first_ts - T0, first.last_ts - T0, first.worst, first.worst_ts - T0) == (10, 18, 12.0, 14)
    assert (second.first_ts, second.worst) == (second.last_ts, 30.0)


def test_a_value_on_its_limit_is_not_beyond_it_and_less_is_worse_where_less_is() -> None:
    assert judged(UP_LOSS, [5.0] * 9).bad == ()
    (slow,) = judged(CAPTURE, [15.0, 3.0, 2.0, 1.0, 15.0]).bad
    assert (slow.first_ts - T0, slow.worst) == (4, 1.0)


def test_what_is_neither_better_nor_worse_has_no_worst_and_is_never_abnormal() -> None:
    one = judged(SENT, [800.0, 0.0, 800.0])
    assert one.worst is None
    assert one.bad == ()


def test_a_freeze_is_abnormal_by_the_share_of_its_minute_as_the_project_s_rate_is() -> None:
    limit = THRESHOLDS["videoFreezeRate"].bad
    frozen_ms = [0.0] * 60 + [200.0] * 60
    one = judged(FREEZE, frozen_ms)
    assert max(one.graded) == pytest.approx(10.0)
    (bad,) = one.bad
    over = next(index for index, percent in enumerate(one.graded) if percent > limit)
    assert bad.first_ts == T0 + 2 * over
    assert one.worst is not None
    assert one.worst[1] == pytest.approx(10.0)


def test_the_worst_peer_comes_first_and_the_longest_abnormal_is_the_worst() -> None:
    found = metrics_of(
        [
            curve(E2E_LOSS, [90.0] + [0.0] * 99, peer=1),
            curve(E2E_LOSS, [9.0] * 100, peer=2),
            curve(E2E_LOSS, [1.0] * 100, peer=3),
        ],
        THRESHOLDS,
    )[E2E_LOSS]
    assert [one.peer_uid for one in found.curves] == [2, 1, 3]
    assert found.worst is not None
    # The worst value is whoever's it is.
    assert (found.worst[0].peer_uid, found.worst[2]) == (1, 90.0)


def test_metrics_stand_by_group_and_an_unknown_one_last_with_its_number() -> None:
    found = metrics_of([curve(mid, [1.0]) for mid in (20099, CPU, UP_LOSS, SENT, 20003)], THRESHOLDS)
    assert list(found) == [20003, SENT, CPU, UP_LOSS, 20099]
    assert found[20099].metric.title.en == "unknown metric 20099"
    assert len(not_reported(found)) == 20 - 4
    assert sorted(found, key=place_of) == list(found)


def test_a_curve_without_points_is_as_good_as_none() -> None:
    assert metrics_of([curve(CPU, [])], THRESHOLDS) == {}


def test_the_next_onset_is_later_the_one_before_earlier_and_peers_of_one_moment_are_one() -> None:
    metrics = metrics_of(
        [
            curve(UP_LOSS, [0.0] * 10 + [9.0] + [0.0] * 40 + [9.0]),
            curve(E2E_LOSS, [0.0] * 10 + [9.0], peer=1),
            curve(E2E_LOSS, [0.0] * 10 + [9.0], peer=2),
        ],
        THRESHOLDS,
    )
    found = onsets(metrics)
    assert [(onset.ts - T0, onset.place, onset.peer_uid) for onset in found] == [
        (20, 0, 0),
        (20, 1, 1),
        (20, 1, 2),
        (102, 0, 0),
    ]
    whole = Window(T0, T0 + 200)
    walked, at = [], (None, -1)
    while (onset := next_onset(found, 1, at[0], at[1], whole)) is not None:
        walked.append((onset.ts - T0, onset.place))
        at = (onset.ts, onset.place)  # type: ignore[assignment]
    assert walked == [(20, 0), (20, 1), (102, 0)]
    back = []
    while (onset := next_onset(found, -1, at[0], at[1], whole)) is not None:
        back.append((onset.ts - T0, onset.place))
        at = (onset.ts, onset.place)  # type: ignore[assignment]
    assert back == [(20, 1), (20, 0)]
    last = next_onset(found, -1, None, -1, whole)
    assert last is not None
    assert last.ts == T0 + 102


def test_what_is_looked_at_first_is_what_is_worst_around_the_moment_and_else_the_first_metric() -> None:
    metrics = metrics_of(
        [curve(CPU, [10.0] * 200), curve(UP_LOSS, [40.0] + [0.0] * 199), curve(20022, [1.0] * 199 + [900.0])],
        THRESHOLDS,
    )
    assert worst_metric(metrics, None) == UP_LOSS
    assert worst_metric(metrics, T0 + 398) == 20022
    assert worst_metric(metrics, T0 + 200) == CPU
    assert worst_metric({}, None) is None


def test_a_camera_that_gives_nothing_is_worse_than_any_multiple_of_a_limit() -> None:
    metrics = metrics_of([curve(UP_LOSS, [99.0] * 9), curve(CAPTURE, [0.0] * 9)], THRESHOLDS)
    assert worst_metric(metrics, None) == CAPTURE


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200), st.sampled_from([UP_LOSS, CAPTURE, CPU]))
def test_every_point_beyond_its_limit_lies_in_a_stretch_and_every_end_of_one_is_beyond(
    values: list[float], mid: int
) -> None:
    found = metrics_of([curve(mid, values)], THRESHOLDS)[mid]
    one = found.curves[0]
    direction: Direction = found.metric.direction
    for ts, value in zip(one.curve.ts, one.curve.values, strict=True):
        inside = any(bad.first_ts <= ts <= bad.last_ts for bad in one.bad)
        if level(value, found.threshold, direction) is Level.BAD:
            assert inside
        if any(ts in (bad.first_ts, bad.last_ts) for bad in one.bad):
            assert level(value, found.threshold, direction) is Level.BAD


def test_the_steps_of_curves_that_share_their_timestamps_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    steps = session._gap_s

    def count(ts: Sequence[int]) -> float:
        counted.append(len(ts))
        return steps(ts)

    monkeypatch.setattr(session, "_gap_s", count)
    stamps = array("q", range(T0, T0 + 100, 2))
    curves = [Curve("S1", mid, 0, stamps, array("d", [1.0] * 50)) for mid in (UP_LOSS, CPU, SENT)]
    metrics_of(curves, THRESHOLDS)
    assert counted == [50]
