"""The alarm: it rings once for a metric that went bad and for a feed that died, and forgets neither in between."""

from collections.abc import Mapping

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.feed import STALE_S
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import Threshold
from tui.monitor.alarm import Alarm, FeedSign, alarm, alarmed, alarming, newest_of

T = 1_795_330_680
ALARMED, ALARMING = alarmed(EDITION), alarming(EDITION)
FREEZE, AUDIO, VIDEO_UP = "videoFreezeRate", "audioFreezeRate", "videoUpstreamExcellentTransRate"
NOTHING = Alarm()
GOOD = {metric.name: (1.0,) if metric.unit == "%" and "Freeze" in metric.name else (99.0,) for metric in ALARMED}


def judged(
    after_s: float,
    before: Alarm = NOTHING,
    *,
    failed: tuple[str, ...] = (),
    pace_s: float = 60,
    values: Mapping[str, tuple[float, ...]] | None = None,
    **named: tuple[float, ...],
) -> Alarm:
    """`values` by metric, a minute apart from T; the other metrics are good for as long. Judged `after_s` behind the
    last of them."""
    values = {**(values or {}), **named}
    minutes = max((len(given) for given in values.values()), default=1)
    newest = []
    for metric in ALARMED:
        given = values.get(metric.name, GOOD[metric.name] * minutes)
        limit = Threshold(2.5, 5.0) if "Freeze" in metric.name else Threshold(95.0, 90.0)
        one = newest_of(metric, limit, [(T + 60 * index, value) for index, value in enumerate(given)])
        newest += [one] if one else []
    now_ts = T + 60 * (minutes - 1) + after_s
    signs = {name: FeedSign(STALE_S + pace_s - 60, name in failed) for name in ALARMING}
    return alarm(newest, signs, before, now_ts=now_ts, elapsed_s=now_ts - T, began_ts=T - 600)


def names(judgement: Alarm) -> list[str]:
    return [one.metric.name for one in judgement.bad]


def test_a_metric_rings_once_however_long_it_is_bad() -> None:
    first = judged(60, videoFreezeRate=(1, 6))
    assert (names(first), first.rings, first.rung) == ([FREEZE], 1, frozenset({FREEZE}))
    assert first.bad[0].since_ts == T + 60
    assert judged(60, first, videoFreezeRate=(1, 6, 7)).rings == 0


def test_what_was_good_in_between_rings_again() -> None:
    first = judged(60, videoFreezeRate=(6,))
    over = judged(60, first, videoFreezeRate=(6, 1, 1, 1))
    assert (over.bad, over.rings, over.rung) == ((), 0, frozenset())
    assert judged(60, over, videoFreezeRate=(6, 1, 1, 1, 6)).rings == 1


def test_each_metric_rings_for_itself() -> None:
    first = judged(60, videoFreezeRate=(1, 6))
    both = judged(60, first, videoFreezeRate=(1, 6, 6), audioFreezeRate=(1, 1, 6))
    assert (set(names(both)), both.rings) == ({FREEZE, AUDIO}, 1)


def test_a_metric_whose_data_is_late_stays_bad_and_rings_no_second_time() -> None:
    first = judged(60, videoFreezeRate=(1, 6))
    late = judged(STALE_S + 1, first, videoFreezeRate=(1, 6))
    assert [(one.metric.name, one.since_ts, one.is_late) for one in late.bad] == [(FREEZE, T + 60, True)]
    assert late.rings == 0
    back = judged(60, late, videoFreezeRate=(1, 6, 6))
    assert ([one.is_late for one in back.bad], back.rings) == ([False], 0)


def test_a_feed_that_fails_and_is_late_is_an_alarm_that_rings_once() -> None:
    alive = judged(STALE_S, failed=tuple(ALARMING))
    assert not alive.dead, "a request that failed hides no data that is still in time"
    dead = judged(STALE_S + 1, alive, failed=tuple(ALARMING))
    assert (dict(dead.dead), dead.rings, dead.is_blind) == (dict.fromkeys(ALARMING, float(T)), 1, True)
    assert judged(STALE_S + 600, dead, failed=tuple(ALARMING)).rings == 0


def test_the_second_endpoint_that_dies_of_the_same_fault_does_not_ring() -> None:
    first = judged(STALE_S + 1, failed=("live_experience",))
    assert (set(first.dead), first.rings, first.is_blind) == ({"live_experience"}, 1, False)
    assert judged(STALE_S + 2, first, failed=tuple(ALARMING)).rings == 0


def test_a_feed_that_died_anew_rings_anew() -> None:
    dead = judged(STALE_S + 1, failed=tuple(ALARMING))
    alive = judged(60, dead)
    assert not alive.dead
    assert judged(STALE_S + 1, alive, failed=tuple(ALARMING)).rings == 1


def test_old_data_alone_is_no_dead_feed_before_an_answer_had_its_time() -> None:
    """The program was just started, or the box just woke."""
    seen = judged(3600, videoFreezeRate=(6, 6))
    assert (seen.bad, dict(seen.dead), seen.rings) == ((), {}, 0)
    waited = judged(3600 + 61, seen, videoFreezeRate=(6, 6))
    assert (names(waited), frozenset(waited.dead), waited.rings) == ([FREEZE], ALARMING, 1)


def test_who_is_asked_less_often_is_late_later() -> None:
    first = judged(STALE_S + 60, pace_s=180, failed=tuple(ALARMING))
    assert not first.dead
    assert judged(STALE_S + 121, first, pace_s=180, failed=tuple(ALARMING)).dead


def test_an_endpoint_that_never_brought_anything_is_dead_once_it_fails_and_only_then() -> None:
    nothing: dict[str, tuple[float, ...]] = {metric.name: () for metric in ALARMED}
    began_ts = T - 600.0
    empty = judged(0, values=nothing)
    assert not judged(120, empty, values=nothing).dead
    assert judged(120, empty, failed=("live_net",), values=nothing).dead == {"live_net": began_ts}


def test_every_metric_with_a_threshold_is_judged() -> None:
    assert {metric.name for metric in ALARMED} == {name for name, each in LIVE_METRICS.items() if each.threshold}
    assert {FREEZE, AUDIO, VIDEO_UP} <= {metric.name for metric in ALARMED}
