"""A curve of a session in words, with its points in hand."""

from __future__ import annotations

from array import array

import pytest

from tests.ui.features.in_hand import context
from tests.worlds import NOW_TS
from tui.analysis.calls.session import Judged, MetricCurves, Onset
from tui.domain.glossary import mid
from tui.domain.records import Curve
from tui.domain.text import Lang
from tui.ui.texts.curves import at_text, onset_text, peer_text

T = int(NOW_TS)
LOSS = mid(20017)
CURVES = MetricCurves(LOSS, None, ())
PEER = 44361248


def judged(*points: tuple[int, float], peer_uid: int = 0) -> Judged:
    """Points two seconds apart are joined; more is a hole."""
    ts, values = zip(*points, strict=True)
    return Judged(Curve("s", LOSS.mid, peer_uid, array("q", ts), array("d", values)), 4.0, values, None, ())


@pytest.mark.parametrize(
    ("ago", "lang", "text"),
    [
        (40, "en", "31.3"),
        (20, "en", "hole"),
        (20, "zh", "空缺"),
        (90, "en", "–"),  # before its first point
        (-90, "en", "–"),
    ],
)
def test_a_moment_has_a_value_a_hole_between_two_points_or_nothing_beside_them(ago: int, lang: Lang, text: str) -> None:
    one = judged((T - 40, 31.25), (T, 2.0))
    assert at_text(one, one.value_at(T - ago), CURVES, context(lang), T - ago) == text


def test_without_a_moment_a_curve_without_a_value_has_no_hole() -> None:
    assert at_text(judged((T, 2.0)), None, CURVES, context(), None) == "–"


@pytest.mark.parametrize(
    ("peer_uid", "lang", "text"),
    [
        (0, "en", "Video upstream loss bad from 07:55:10, at worst 31.3 %"),
        (PEER, "en", "Video upstream loss (44361248) bad from 07:55:10, at worst 31.3 %"),
        (PEER, "zh", f"{LOSS.title('zh')}（44361248） 自 07:55:10 异常，最差 31.3 %"),
    ],
)
def test_an_onset_names_metric_peer_time_and_the_worst_value(peer_uid: int, lang: Lang, text: str) -> None:
    assert onset_text(Onset(T - 60, 0, peer_uid, 31.25, T - 50), CURVES, context(lang)) == text


def test_a_curve_of_the_user_itself_names_no_peer() -> None:
    assert peer_text(judged((T, 1.0)), context()) == ""
    assert peer_text(judged((T, 1.0), peer_uid=PEER), context()) == " (44361248)"
