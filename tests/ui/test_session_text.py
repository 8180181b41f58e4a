"""The session's list: what is coloured is what is shown."""

from __future__ import annotations

from array import array

from tests.ui.features.in_hand import context
from tui.analysis.calls.session import MetricCurves, metrics_of
from tui.domain.glossary import thresholds_with
from tui.domain.records import Curve
from tui.terminal.cells import plain
from tui.ui.features.session.view import foot, graded_runs, now_runs

T = 1_795_330_800


def curves(mid: int, values: list[float], peer_uid: int = 0) -> MetricCurves:
    stamps = array("q", (T + 2 * index for index in range(len(values))))
    made = Curve("S1", mid, peer_uid, stamps, array("d", values))
    return metrics_of([made], thresholds_with({}))[mid]


def test_a_freeze_is_shown_as_the_share_of_a_minute_by_which_it_is_judged() -> None:
    frozen = curves(20011, [0.0] * 30 + [1905.0] * 4 + [0.0] * 60, peer_uid=7)
    _, value, level = frozen.at(T + 2 * 31)[0]
    assert value == 2 * 1905 / 600
    assert now_runs([(value, level)], frozen) == (("6.4 %/min ▲", "bad"),)


def test_one_number_has_one_colour_wherever_it_stands() -> None:
    frozen = curves(20011, [0.0] * 30 + [1905.0] + [0.0] * 60, peer_uid=7)
    assert frozen.worst is not None
    worst = frozen.worst[2]
    assert graded_runs(worst, frozen) == now_runs([(worst, frozen.level_at(frozen.curves[0], frozen.worst[1]))], frozen)


def test_the_worst_sample_of_a_loss_wears_the_colour_of_its_own_level() -> None:
    loss = curves(20018, [0.0, 3.0, 0.0], peer_uid=7)
    assert graded_runs(3.0, loss) == (("3 % △", "warn"),)
    assert plain(now_runs([(31.4, loss.level_at(loss.curves[0], T))], loss)) == "31.4 % ▲"


def test_the_foot_tells_the_worst_share_of_a_freeze_and_no_milliseconds() -> None:
    frozen = curves(20011, [0.0] * 30 + [1905.0] * 4, peer_uid=7)
    assert plain(foot(frozen, context())).startswith("1 bad spell; worst minute 13 % frozen")
