"""The metrics and the users of a stretch of time, counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.minutes import MinuteStates
from tui.analysis.project.incident import MetricCount, count_metric, onset, sufferers_of
from tui.analysis.project.live import live_metric
from tui.analysis.project.xla import minutes_of
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import Coverage, Diagnosis, MinuteState, Threshold, Window

T = 1_795_330_680
FREEZE, JOIN = LIVE_METRICS["videoFreezeRate"], LIVE_METRICS["joinSuccess5SecsRate"]
HOUR = Window(T, T + 3600)


def counted(
    values: dict[int, float], name: str = "videoFreezeRate", limit: Threshold | None = None, now_ts: float = T + 7200.0
) -> MetricCount | None:
    """`values` by minute of the hour; an answer came late enough for each minute."""
    metric = LIVE_METRICS[name]
    points = tuple((T + 60 * minute, value) for minute, value in sorted(values.items()))
    coverage = Coverage(HOUR, dict.fromkeys(HOUR.minutes(), T + 7200.0), T - 60)
    view = live_metric(EDITION[metric.endpoint], metric, limit, points, coverage, HOUR, now_ts)
    return count_metric(view, HOUR)


@given(st.dictionaries(st.integers(0, 59), st.floats(0, 100), max_size=60))
def test_every_minute_is_known_or_has_a_reason_and_none_is_bad_without_a_value(values: dict[int, float]) -> None:
    found = counted(values, limit=Threshold(2.5, 5.0))
    assert found is not None
    assert found.all == 60
    assert found.known == len(values)
    assert found.bad == sum(value > 5.0 for value in values.values())
    assert (found.first is None) == (found.bad == 0)
    assert sum(n for _, n in found.gaps) == 60 - len(values)
    if values:
        assert found.worst is not None
        assert found.worst[1] == max(values.values())


def test_a_metric_without_a_limit_is_not_counted() -> None:
    assert counted({0: 9.0}) is None
    assert counted({0: 9.0}, "pcu", Threshold(1, 2)) is None


def test_the_worst_of_a_share_of_successes_is_the_lowest() -> None:
    found = counted({0: 99.0, 1: 90.0, 2: 97.0}, "joinSuccess5SecsRate", Threshold(97.5, 95))
    assert found is not None
    assert (found.bad, found.worst) == (1, (T + 60, 90.0))


def test_young_minutes_are_pending_and_not_missing() -> None:
    found = counted({0: 1.0}, limit=Threshold(2.5, 5.0), now_ts=T + 150.0)
    assert found is not None
    assert (found.known, found.minutes[MinuteState.PENDING], found.minutes[MinuteState.MISSING]) == (1, 2, 0)


def test_the_onset_is_the_first_of_all_metrics() -> None:
    early = counted({5: 90.0}, "joinSuccess5SecsRate", Threshold(97.5, 95))
    late = counted({9: 6.0}, limit=Threshold(2.5, 5.0))
    never = counted({1: 1.0}, limit=Threshold(2.5, 5.0))
    assert early is not None
    assert late is not None
    assert never is not None
    assert onset([late, early, never]) is early
    assert onset([never]) is None


def test_a_minute_of_three_slots_is_known_only_where_all_of_them_are() -> None:
    states = MinuteStates(
        [
            (Window(T, T + 80), MinuteState.KNOWN),
            (Window(T + 80, T + 100), MinuteState.MISSING),
            (Window(T + 100, T + 180), MinuteState.KNOWN),
        ],
        slot_s=20,
    )
    points = tuple((T + 20 * slot, 1.0) for slot in (0, 1, 2, 3, 5, 6, 7, 8))
    found = [*minutes_of(points, states, Threshold(2.5, 5.0), FREEZE).values()]
    assert found == [MinuteState.KNOWN, MinuteState.MISSING, MinuteState.KNOWN]


def test_users_are_listed_by_their_diagnoses() -> None:
    told = [(T, "1", 1, "a"), (T + 9, "2", 2, "b"), (T + 5, "2", 2, "a"), (T, "2", 1, "a")]
    found = sufferers_of(Diagnosis(*each) for each in told)
    spans = [(one.uid, one.diagnoses, one.first_ts, one.last_ts) for one in found]
    assert spans == [("2", 3, T, T + 9), ("1", 1, T, T)]
    assert found[0].experiences == ((2, 2), (1, 1))
    assert found[0].channels == ("a", "b")
