"""Several separate spells are not one spell: in a ticket, in a report, in a verdict."""

from __future__ import annotations

from array import array

from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import context
from tests.ui.test_pair_text import cause, verdict
from tests.worlds import NOW_TS
from tui.analysis.calls.session import metrics_of
from tui.analysis.cause.verdict import Medium, Reason, Suffering
from tui.domain.glossary import thresholds_with
from tui.domain.records import Curve, Level
from tui.ui.features.session.export import abnormal_text
from tui.ui.texts.report import froze_text
from tui.ui.texts.verdict import suffered

T = int(NOW_TS) - 3600
SEVEN = Suffering(Medium.VIDEO, Level.BAD, 0.8, 25.0, 0.0, T, T + 2400, 7)


def curve(spells: int) -> Curve:
    """As many spells of loss of 20 s, five minutes apart."""
    stamps = array("q", range(T, T + 2400, 2))
    values = array("d", (30.0 if (ts - T) % 300 < 20 and (ts - T) // 300 < spells else 0.0 for ts in stamps))
    return Curve("S1", 20017, 0, stamps, values)


def test_a_ticket_counts_the_spells_of_a_curve() -> None:
    for spells, said in ((7, "bad in 7 separate spells between"), (1, "bad 2026-11-22")):
        metrics = metrics_of([curve(spells)], thresholds_with({}))[20017]
        assert said in abnormal_text(metrics, metrics.curves[0], setting())


def test_a_report_counts_the_spells_of_a_stream_and_tells_no_more_time_than_they_took() -> None:
    made = verdict(cause(Reason.UPLINK), sufferings=(SEVEN,))
    text = froze_text(made, context(), is_moment=False)
    assert "06:56:10–07:36:09 UTC: video (in 7 separate spells) of" in text
    one = replace(made, sufferings=(replace(SEVEN, spells=1, until_ts=T + 20),))
    assert "06:56:10–06:56:29 UTC: video of" in froze_text(one, context(), is_moment=False)


def test_a_verdict_counts_the_spells_that_are_judged() -> None:
    assert suffered(verdict(sufferings=(SEVEN,)), context()) == "video 0.8 % frozen (25 s in 7 bad spells)"
    one = replace(SEVEN, spells=1)
    assert suffered(verdict(sufferings=(one,)), context()) == "video 0.8 % frozen (25 s in 1 bad spell)"
    assert suffered(verdict(sufferings=(one,)), context("zh")) == "视频卡顿 0.8 %（25 秒，异常 1 段）"
