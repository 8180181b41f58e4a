"""What the curves say of each session of a call, and who comes first."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from random import Random

import pytest
from msgspec.structs import replace

from tests.analysis.calls_made import T, listing, minutes, sample, sample_minutes, sample_sessions, session
from tui.analysis.calls.named import CallVerdict, Causer
from tui.analysis.calls.standing import Measure, Standing, by_minute, ceiling, needed_mids, standings
from tui.analysis.cause.verdict import Confidence, Reason
from tui.domain.glossary import thresholds_with
from tui.domain.records import Level, Listing, MinuteCurve, Session, Threshold, Window

LIMITS = thresholds_with({})
WHOLE = (listing(T, T + 600),)


def of(
    sessions: Sequence[Session],
    curves: Iterable[MinuteCurve],
    listings: Sequence[Listing] = WHOLE,
    now_ts: float = T + 600,
) -> tuple[Standing, ...]:
    return standings(sessions, tuple(curves), LIMITS, listings, now_ts=now_ts, delay_s=150)


def test_every_measure_of_the_stored_answer_is_what_its_points_add_up_to() -> None:
    sessions, metrics = sample_sessions(), {row["sid"]: row["data"] for row in sample()["metrics"]}
    found = standings(sessions, sample_minutes(), LIMITS, (), now_ts=0, delay_s=150)
    assert {one.session for one in found} == set(sessions)
    checked = 0
    for one in found:
        curves = metrics[one.session.sid]
        for measure, mid in ((Measure.AUDIO_FREEZE, 20005), (Measure.VIDEO_FREEZE, 20011)):
            points = [value for curve in curves if curve["mid"] == mid for _, value in curve["kvs"]]
            if points:
                assert one.worst[measure].seconds == pytest.approx(sum(points) / 1000)
                checked += 1
            else:
                assert measure not in one.worst
        for measure, mids in (
            (Measure.UPSTREAM, (20015, 20017)),
            (Measure.END_TO_END, (20016, 20018)),
            (Measure.CPU, (20001, 20002)),
        ):
            means = []
            for curve in curves:
                by_minute: dict[int, list[float]] = {}
                for ts, value in curve["kvs"]:
                    by_minute.setdefault(ts // 60, []).append(value)
                if curve["mid"] in mids:
                    means += [sum(values) / len(values) for values in by_minute.values()]
            if means:
                assert one.worst[measure].percent == pytest.approx(max(means))
                checked += 1
            else:
                assert measure not in one.worst
    assert checked > 15


def test_a_measure_of_which_no_curve_tells_is_unknown_and_never_zero() -> None:
    (one,) = of([session(1)], [minutes("S1", 20001, [20.0] * 10)])
    assert set(one.worst) == {Measure.CPU}
    assert not one.score
    (nothing,) = of([session(1)], [])
    assert not nothing.worst
    assert not nothing.minutes


def test_the_worst_minute_is_the_one_that_is_most_times_its_limit_with_its_peer_and_its_time() -> None:
    curves = [
        minutes("S1", 20016, [0.1, 4.0, 0.1], 7),
        minutes("S1", 20018, [0.1, 0.1, 12.0], 8),
        minutes("S1", 20001, [90.0, 20.0, 20.0]),
        minutes("S1", 20002, [94.0, 20.0, 20.0]),
    ]
    (one,) = of([session(1)], curves)
    loss, cpu = one.worst[Measure.END_TO_END], one.worst[Measure.CPU]
    assert (loss.mid, loss.peer_uid, loss.ts, loss.percent, loss.level) == (20018, 8, T + 120, 12.0, Level.BAD)
    assert (cpu.mid, cpu.ts, cpu.level) == (20002, T, Level.WARN)


def test_freezes_are_summed_over_peers_and_judged_by_the_peer_that_froze_most() -> None:
    curves = [minutes("S1", 20011, [400.0] + [0.0] * 9, 7), minutes("S1", 20011, [0.0] * 10, 8)]
    (one,) = of([session(1)], curves)
    freeze = one.worst[Measure.VIDEO_FREEZE]
    assert freeze.seconds == 12.0
    assert freeze.percent == pytest.approx(2.0)
    assert freeze.minute == pytest.approx(20.0), "the worst minute has a value of its own"
    assert (freeze.ts, freeze.peer_uid, freeze.level) == (T, 7, Level.GOOD)
    (short,) = of([session(1, leave_ts=T + 60)], [minutes("S1", 20011, [400.0], 7)])
    assert short.worst[Measure.VIDEO_FREEZE].level is Level.BAD


def test_a_curve_about_nobody_in_particular_is_not_counted_beside_those_about_peers() -> None:
    both = [minutes("S1", 20005, [100.0], 7), minutes("S1", 20005, [100.0], 0)]
    (one,) = of([session(1)], both)
    assert one.worst[Measure.AUDIO_FREEZE].seconds == 3.0
    (alone,) = of([session(1)], both[1:])
    assert alone.worst[Measure.AUDIO_FREEZE].seconds == 3.0


def test_who_makes_most_others_suffer_stands_first_whatever_the_sum() -> None:
    teacher = session(9, speaker=True)
    pupils = [session(uid) for uid in range(1, 6)]
    curves = [minutes("S9", 20001, [98.0] * 5)]
    curves += [minutes(f"S{uid}", 20018, [60.0] * 5, 9) for uid in range(1, 6)]
    named = CallVerdict((Causer(9, Reason.SENDER_PROCESSOR, Confidence.LIKELY, (1, 2, 3, 4, 5), T, T + 300),))
    found = standings([*pupils, teacher], curves, LIMITS, (), named, now_ts=T + 600, delay_s=150)
    assert found[0].session is teacher
    assert found[0].causes == 5
    assert found[0].score == 5.2  # 98 / 95 * 5, as it is written
    assert [part.times for part in found[0].parts] == [5]
    assert found[1].score == pytest.approx(60 / 5)
    assert found[1].causes == 0
    # Without a verdict nobody counts for others.
    assert of([*pupils, teacher], curves)[0].session is not teacher


def test_the_sum_counts_what_is_beyond_its_warning_and_nothing_else() -> None:
    (one,) = of([session(1)], [minutes("S1", 20015, [2.4]), minutes("S1", 20016, [3.0], 7), minutes("S1", 20001, [96])])
    assert [(part.measure, part.points) for part in one.parts] == [(Measure.CPU, 1.0), (Measure.END_TO_END, 0.6)]


def test_the_sessions_of_one_user_stand_together_in_the_place_of_the_worst() -> None:
    sessions = [session(1, sid="a", leave_ts=T + 60), session(2), session(1, sid="b", join_ts=T + 120)]
    curves = [minutes("b", 20016, [20.0], 7, first_ts=T + 120), minutes("S2", 20016, [10.0], 7)]
    found = of(sessions, curves)
    assert [(one.session.sid, one.turn, one.turns) for one in found] == [("b", 2, 2), ("a", 1, 2), ("S2", 1, 1)]


def test_a_minute_is_as_bad_as_its_worst_measure() -> None:
    curves = [
        minutes("S1", 20001, [20.0, 85.0, 20.0, 20.0]),
        minutes("S1", 20016, [0.0, 0.0, 9.0, None], 7),
        # No column tells of it.
        minutes("S1", 20021, [500.0] * 4),
    ]
    (one,) = of([session(1)], curves)
    assert list(one.minutes.values()) == [Level.GOOD, Level.WARN, Level.BAD, Level.GOOD]


def test_a_hole_is_what_an_answer_told_of_and_held_nothing_of() -> None:
    curve = minutes("S1", 20001, [20.0, None, None, 20.0])
    (one,) = of([session(1, leave_ts=T + 240)], [curve])
    assert (one.holes, one.unknown) == ((Window(T + 60, T + 180),), ())
    (unasked,) = of([session(1, leave_ts=T + 240)], [curve], [listing(T, T + 120)])
    assert (unasked.holes, unasked.unknown) == ((Window(T + 60, T + 120),), (Window(T + 120, T + 180),))


def test_a_full_answer_tells_of_those_alone_who_joined_after_the_oldest_it_names() -> None:
    full = [listing(T, T + 240, oldest_ts=T + 10)]
    newer, older = session(1, join_ts=T + 20, leave_ts=T + 240), session(2, leave_ts=T + 240)
    found = {one.session.uid: one for one in of([newer, older], [], full)}
    assert found[1].holes
    assert not found[1].unknown
    assert found[2].unknown == (Window(T, T + 240),)
    assert not found[2].holes


def test_an_answer_that_had_room_for_a_session_and_left_it_out_told_nothing_of_it() -> None:
    first, later = listing(T, T + 120, answered_ts=T + 270.0), listing(T + 120, T + 600)
    (joiners_only,) = of([session(1)], [], [first, replace(later, rows=0)])
    assert (joiners_only.holes, joiners_only.unknown) == ((Window(T, T + 120),), (Window(T + 120, T + 600),))
    (another,) = of([session(1)], [], [first, replace(later, oldest_ts=T + 200)])
    assert another.unknown == (Window(T + 120, T + 600),)
    (named,) = of([session(1)], [], [first, replace(later, oldest_ts=T)])
    assert not named.unknown


def test_who_is_still_there_has_been_until_now_and_its_newest_minutes_are_unknown() -> None:
    told = [listing(T, T + 600, answered_ts=T + 610.0)]
    (one,) = of([session(1, leave_ts=None)], [minutes("S1", 20001, [20.0] * 7)], told)
    assert one.unknown == (Window(T + 420, T + 600),)
    assert not one.holes


def test_only_what_something_is_judged_by_is_read() -> None:
    mids = needed_mids(LIMITS)
    assert {20001, 20002, 20005, 20011, 20015, 20016, 20017, 20018} <= mids
    assert 20003 not in mids


def test_a_limit_of_nothing_is_a_limit_and_what_is_beyond_it_is_the_worst() -> None:
    limits = {**LIMITS, "20016": Threshold(warn=0, bad=0)}
    curves = [minutes("S1", 20016, [30.0] * 3, 9), minutes("S2", 20001, [99.0] * 3)]
    found = standings([session(1), session(2)], curves, limits, (), now_ts=T + 600, delay_s=150)
    assert found[0].session.uid == 1
    assert found[0].parts[0].worst.level is Level.BAD
    assert found[0].score > found[1].score > 0


def test_no_minute_is_above_the_ceiling_of_its_curve_so_that_none_is_left_out() -> None:
    """Ten equal decimals add up to a mean above each of them."""
    for mid, low, high in ((20016, 0.0, 9.0), (20016, 0.1, 0.1), (20001, 0.7, 0.7), (20011, 0.0, 600.0)):
        random = Random(mid)
        for length in range(1, 40):
            rows = [[random.uniform(low, high) for _ in range(random.randint(0, 10))] for _ in range(length)]
            columns = [array("d", [fold(row) if row else 0.0 for row in rows]) for fold in (sum, min, max)]
            curve = MinuteCurve("s", mid, 7, T, array("I", map(len, rows)), *columns)
            assert all(value <= ceiling(curve) for _, value in by_minute(curve))
