"""The alarm: it rings once for a metric that went bad, and is silent where nothing new is known."""

from tui.glossary import LIVE_METRICS
from tui.records import Coverage, Threshold, Window
from tui.triage.alarm import Alarm, alarm
from tui.triage.feed import STALE_S
from tui.triage.live import MetricView, live_metric

T = 1_795_330_680
NONE: frozenset[str] = frozenset()
FREEZE = frozenset({"videoFreezeRate"})


def view_of(*values: float, name: str = "videoFreezeRate") -> MetricView:
    points = tuple((T + 60 * index, value) for index, value in enumerate(values))
    window = Window(T // 60 * 60, T // 60 * 60 + 3600)
    return live_metric(LIVE_METRICS[name], Threshold(2.5, 5.0), points, Coverage(window), window, T + 60 * len(values))


def test_a_metric_rings_once_however_long_it_is_bad() -> None:
    first = alarm([view_of(1, 6)], T + 120, NONE)
    assert (len(first.bad), first.rings, first.rung) == (1, 1, FREEZE)
    assert alarm([view_of(1, 6, 7)], T + 180, first.rung).rings == 0


def test_what_was_good_in_between_rings_again() -> None:
    over = alarm([view_of(6, 1, 1, 1)], T + 240, FREEZE)
    assert over == Alarm((), 0, NONE)
    assert alarm([view_of(6, 1, 1, 1, 6)], T + 300, over.rung).rings == 1


def test_what_is_late_is_not_bad_now_but_rings_no_second_time() -> None:
    late = alarm([view_of(1, 6)], T + 61 + STALE_S, FREEZE)
    assert late == Alarm((), 0, FREEZE)
    assert alarm([view_of(1, 6, 6)], T + 180, late.rung).rings == 0


def test_each_metric_rings_for_itself() -> None:
    views = [view_of(1, 6), view_of(1, 6, name="audioFreezeRate"), view_of(99, 99, name="joinSuccessRate")]
    both = alarm(views, T + 120, FREEZE)
    assert ([view.metric.name for view in both.bad], both.rings) == (["videoFreezeRate", "audioFreezeRate"], 1)


def test_a_metric_without_a_value_neither_rings_nor_is_forgotten() -> None:
    assert alarm([view_of()], T, FREEZE) == Alarm((), 0, FREEZE)
