"""The terminal's title: an alarm stays in it when its feed dies, with the age of its own value."""

from __future__ import annotations

from msgspec.structs import replace

from tests.alarms_made import FREEZE as FIRING
from tests.alarms_made import SEEN
from tests.monitor.test_alarm import FREEZE, judged
from tests.ui.features.in_hand import context
from tui.analysis.feeds.feed import STALE_S
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import AlarmState, RuleKind
from tui.monitor.alarm import Alarm, BadMetric, unseen
from tui.ui.title import title_of


def test_a_bad_metric_whose_data_ended_is_told_with_its_age() -> None:
    first = judged(60, videoFreezeRate=(1, 6))
    assert " old" not in title_of(context(), first)
    late = judged(STALE_S + 61, first, videoFreezeRate=(1, 6))
    assert "Video freeze 6.0 % bad since" in title_of(context(), late)
    assert "(6 m old)" in title_of(context(), late)
    assert "（6 分前）" in title_of(context("zh"), late)


def test_the_age_of_an_alarm_is_its_own_and_not_that_of_another_dead_feed() -> None:
    bad = BadMetric(LIVE_METRICS[FREEZE], 6.8, 1_000, is_late=True, newest_ts=9_580)
    dead = {"live_experience": 9_580.0, "live_net": 8_200.0}
    title = title_of(context(), Alarm(10_000.0, (bad,), dead, watched=frozenset(dead)))
    assert "(7 m old)" in title
    assert title.endswith("no data for 30 m")


def test_an_acknowledged_alarm_leaves_the_title_and_rings_no_bell() -> None:
    bad = BadMetric(LIVE_METRICS[FREEZE], 6.8, 1_000, is_late=False, newest_ts=9_940)
    dead = {"live_experience": 9_580.0}
    new = Alarm(10_000.0, (bad,), dead, newly_bad=frozenset({FREEZE}), is_newly_dead=True)
    feed = replace(SEEN, kind=RuleKind.FEED_DEAD, metric="")
    assert (new.rings, unseen(new, ()).rings, unseen(new, (FIRING, feed)).rings) == (2, 2, 1)
    for firing, has_metric, has_feed in (
        ((), True, True),
        ((FIRING, replace(feed, state=AlarmState.FIRING)), True, True),
        ((SEEN,), False, True),
        ((feed,), True, False),
        ((SEEN, feed), False, False),
        # Another rule about the same metric, and another channel's alarm, are not acknowledged with it.
        ((SEEN, FIRING), True, True),
        ((replace(SEEN, channel="room"),), True, True),
    ):
        left = unseen(new, firing)
        title = title_of(context(), left)
        assert ("Video freeze" in title, "no data" in title) == (has_metric, has_feed)
        assert left.rings == has_metric + has_feed


def test_the_title_never_rounds_a_bad_value_to_its_limit() -> None:
    bad = BadMetric(LIVE_METRICS["joinSuccessRate"], 94.99, 1_000, is_late=False, newest_ts=9_940)
    assert "Join success 94.99 % bad" in title_of(context(), Alarm(10_000.0, (bad,)))
