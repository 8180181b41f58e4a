"""A session as an extract, with its curves in hand."""

from __future__ import annotations

from array import array

from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.session.test_head import DATA, ONE, WHOLE, T
from tui.analysis.calls.session import metrics_of
from tui.domain.fields import ExtractCell, Lacking, Limited
from tui.domain.glossary import mid, thresholds_with
from tui.domain.glossary.levels import limits_of
from tui.domain.records import Curve, Diagnosis, Window
from tui.export.extract import Extract, Setting
from tui.messages import export as words
from tui.ui.features.session.export import ABNORMAL_TOLD, session_export
from tui.ui.features.session.query import SessionData

LOSS, PEER = 20017, 44361248
# Two spells beyond the limit of 5 %, ten minutes apart, with a hole between them.
SPELLS = Curve("sid1", LOSS, 0, array("q", range(T - 1206, T - 1198, 2)), array("d", [1.0, 31.25, 9.0, 1.0]))
LATER = Curve("sid1", LOSS, PEER, array("q", range(T - 606, T - 598, 2)), array("d", [1.0, 8.0, 1.0, 1.0]))


def data(*curves: Curve) -> SessionData:
    return replace(DATA, metrics=metrics_of(curves, thresholds_with({})))


def limited(value: float) -> Limited:
    """As an export holds it: written so that it keeps its side of the limits."""
    metric = mid(LOSS)
    return Limited(value, limits_of(thresholds_with({})[str(LOSS)], metric.direction))


def extract(given: SessionData, moment_ts: int | None = None, reader: Setting | None = None) -> Extract:
    return session_export(given, WHOLE, moment_ts, reader or setting())


def rows(told: Extract) -> list[dict[str, ExtractCell]]:
    return [dict(zip((field.name for field in told.table.fields), row, strict=True)) for row in told.table.rows]


def test_each_curve_tells_its_value_at_the_moment_its_worst_and_where_it_was_abnormal() -> None:
    own, towards = rows(extract(data(SPELLS, LATER), T - 1204))
    assert (own["mid"], own["peer_uid"], own["value"], own["level"]) == (LOSS, "", limited(31.25), "bad")
    assert (own["worst"], own["worst_at"], own["abnormal_stretches"]) == (limited(31.25), T - 1204, 1)
    assert (own["abnormal_from"], own["abnormal_until"]) == (T - 1204, T - 1202)
    assert own["bad_limit"] == 5
    assert (towards["peer_uid"], towards["value"]) == (str(PEER), Lacking("unknown"))


def test_a_moment_between_two_points_is_a_hole_and_one_beside_them_is_not_known() -> None:
    stamps = [T - 1204, T - 1202, T - 1200, T - 600, T - 598]
    broken = Curve("sid1", LOSS, 0, array("q", stamps), array("d", [1.0] * len(stamps)))
    assert [rows(extract(data(broken), at))[0]["value"] for at in (T - 900, T - 300)] == [
        Lacking("hole"),
        Lacking("unknown"),
    ]


def test_the_findings_tell_the_stay_and_each_abnormal_curve() -> None:
    found = extract(data(SPELLS)).findings
    assert "07:06:10" in found[1]
    assert "07:51:10" in found[1]
    assert [line for line in found if "31.3 %" in line and "07:36:06" in line]
    on = replace(data(SPELLS), session=replace(ONE, leave_ts=None))
    assert extract(on).findings[1] == words.STAY_ON("en", start="2026-11-22 07:06:10 UTC")


def test_of_many_abnormal_curves_the_worst_are_told_and_the_rest_counted() -> None:
    several = [replace(SPELLS, peer_uid=number) for number in range(1, ABNORMAL_TOLD + 4)]
    assert extract(data(*several)).findings[-1] == words.MORE("en", n=3)


def test_what_was_not_told_is_no_calm() -> None:
    untold = replace(data(SPELLS), untold=(Window(T - 900, T - 600),))
    assert extract(untold).findings[-1].endswith("07:46:10 UTC")


def test_the_diagnoses_of_the_user_stand_behind_the_curves() -> None:
    diagnosed = replace(data(SPELLS), diagnosed=(Diagnosis(T - 1200, str(ONE.uid), 4, "数学-3班", ()),))
    (others,) = extract(diagnosed).others
    assert (others.name, len(others.rows)) == ("diagnosis", 1)


def test_no_name_is_left_where_names_are_hidden() -> None:
    hidden = extract(data(SPELLS, LATER), reader=setting(hidden=True))
    text = repr((hidden.table.rows, hidden.findings, hidden.scope, [curve.of for curve in hidden.curves]))
    assert not [name for name in ("数学", "83817682", str(PEER), "sid1", "c1'") if name in text]
