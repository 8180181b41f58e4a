"""The session's list: what is coloured is what is shown."""

from __future__ import annotations

from array import array

from tests.ui.features.in_hand import context
from tui.analysis.calls.session import MetricCurves, by_abnormality, metrics_of
from tui.domain.glossary import thresholds_with
from tui.domain.records import Curve, Window
from tui.terminal.cells import plain
from tui.ui.charts.curves import PlotStyle
from tui.ui.features.session.query import COURSE_COLUMNS, shape
from tui.ui.features.session.view import foot, graded_runs, now_runs, worst_told

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


def test_why_tells_a_loss_as_sample_and_as_the_mean_of_the_worst_minute() -> None:
    """As the call's list has it: one name and one definition for each number."""
    loss = curves(20018, [0.0] * 30 + [30.0] * 29 + [35.8] + [0.0] * 30, peer_uid=7)
    told = [paragraph.text for paragraph in worst_told(loss, context())]
    assert any("worst minute: mean 30.2 %" in text for text in told)
    assert any("worst sample 35.8 % at" in text for text in told)
    assert any("最差采样" in paragraph.text for paragraph in worst_told(loss, context("zh")))


def test_only_the_abnormal_part_of_a_course_is_red() -> None:
    loss = curves(20018, [0.0] * 90 + [35.0] * 30 + [0.0] * 180, peer_uid=7)
    looks = PlotStyle("en", False, lambda _: 0, thresholds_with({}))
    (drawn,) = shape({20018: loss}, Window(T, T + 600), 80, looks).values()
    roles = [role for text, role in drawn.course for _ in text]
    assert len(roles) == COURSE_COLUMNS
    assert set(roles) == {"axis", "beyond"}
    assert roles.count("beyond") <= 3


def test_charts_stand_in_the_order_of_abnormality_and_what_never_moves_comes_last() -> None:
    made = {
        20019: curves(20019, [640.0] * 60),
        20020: curves(20020, [360.0] * 60),
        20003: curves(20003, [30.0, 31.0] * 30),
        20016: curves(20016, [6.0, 7.0] * 30, peer_uid=7),
        20018: curves(20018, [30.0, 35.0] * 30, peer_uid=7),
    }
    assert by_abnormality(made) == ((20018, 20016, 20003), (20019, 20020))
