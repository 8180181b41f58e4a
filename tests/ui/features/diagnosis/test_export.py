"""Diagnosis as an extract, with the diagnoses in hand."""

from __future__ import annotations

from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import listed
from tests.worlds import NOW_TS
from tui.analysis.cause.agreement import Agreement, Stance
from tui.analysis.project.diagnosis import Doubt, Doubtful, Summary
from tui.domain.records import Cause, Diagnosis, DiagnosisFilter, Totals, VendorAlert, Window
from tui.export.extract import Extract, Setting
from tui.export.markdown import to_markdown
from tui.messages import export as words
from tui.ui.features.diagnosis.columns import diagnosis_export
from tui.ui.features.diagnosis.query import DiagnosisData, KnownPart
from tui.ui.features.diagnosis.view import event_key

T = int(NOW_TS)
WINDOW = Window(T - 3600, T)
FROZE = Diagnosis(T - 300, "83817682", 4, "数学-3班", (Cause(23, "44361248"),))
SLOW = Diagnosis(T - 400, "629811001", 1, "class-12", ())
BOTH = {event_key(one): one for one in (FROZE, SLOW)}
TOTALS = Totals(2, 2, {4: 1, 1: 1}, {23: 1}, {"44361248": 1}, {"数学-3班": 1, "class-12": 1})
DATA = DiagnosisData(NOW_TS, WINDOW, DiagnosisFilter(), (FROZE, SLOW), TOTALS, (), (), None, T - 60)


def extract(
    data: DiagnosisData = DATA, keys: tuple[str, ...] = (*BOTH,), given: Setting | None = None, **shown: str
) -> Extract:
    moment_ts = None if data.moment is None else T - 250
    filtered, stances = listed(keys, filter_text=shown.get("filter", "")), {FROZE: Agreement(Stance.DISAGREES)}
    return diagnosis_export(data, (FROZE, SLOW), BOTH, moment_ts, filtered, given or setting(), stances)


def test_without_a_filter_all_of_the_window_is_told_whatever_the_list_holds() -> None:
    assert list(extract(keys=()).table.keys) == [*BOTH]
    narrowed = extract(keys=(event_key(SLOW),), filter="class")
    assert (list(narrowed.table.keys), narrowed.table.total) == ([event_key(SLOW)], 2)


def test_a_column_tells_whether_the_stored_curves_agree_or_that_none_is_stored() -> None:
    told = extract()
    at = [field.name for field in told.table.fields].index("stored_curves")
    assert [row[at] for row in told.table.rows] == ["disagrees", "not_compared"]
    assert "不同" in to_markdown(told, setting(lang="zh"))
    assert "not compared" in to_markdown(told, setting())


def test_the_findings_count_events_people_experiences_causes_hosts_and_channels() -> None:
    first, *others = extract().findings
    assert first == words.EVENTS("en", events="2", people="2")
    text = "\n".join(others)
    for part in ("video freeze", "video downstream packet loss", "44361248", "数学-3班", "class-12"):
        assert part in text
    assert len(others) == 4


def test_what_an_answer_may_have_left_out_is_told_as_at_least() -> None:
    full = replace(DATA, truncated=(Window(T - 300, T - 240),))
    assert extract(full).findings[0] == words.EVENTS("en", events="≥ 2", people="≥ 2")


def test_nobody_is_said_only_of_a_window_that_was_told() -> None:
    nobody = replace(DATA, totals=Totals(), diagnoses=())
    assert nobody.known is KnownPart.ALL
    assert extract(nobody).findings == (words.NOBODY("en"),)
    unknown = replace(nobody, doubts=(Doubtful(WINDOW, Doubt.NOT_ASKED),))
    assert extract(unknown).findings[0] == words.NOT_KNOWN("en")
    assert any("60" in finding for finding in extract(unknown).findings[1:])


def test_what_the_list_is_narrowed_to_stands_in_the_scope() -> None:
    narrowed = replace(DATA, only=DiagnosisFilter(exp_id=4, factor_id=23, channel="数学-3班"))
    scope = extract(narrowed).scope
    assert scope["channel"] == "数学-3班"
    assert scope["narrowed_to"] == "video freeze · video downstream packet loss #23"
    assert extract(replace(DATA, only=DiagnosisFilter(host_uid=""))).scope == {"host_uid": words.SELF("en")}


def test_the_moment_is_told_by_the_minute_that_holds_it() -> None:
    at = extract(replace(DATA, moment=Summary(1, ((4, 1),), ())))
    assert at.moment_ts == T - 250
    assert "2026-11-22 07:52:00 UTC" in at.findings[-1]


def test_no_name_is_left_where_names_are_hidden_in_either_language() -> None:
    for lang in ("en", "zh"):
        hidden = extract(given=setting(lang=lang, hidden=True), filter="数学")
        text = repr((hidden.table.rows, hidden.findings, hidden.scope, hidden.table.filtered_by))
        for name in ("83817682", "44361248", "629811001", "数学", "class-12"):
            assert name not in text


def test_alerts_of_the_vendor_are_findings_and_a_filter_leaves_those_that_the_list_shows() -> None:
    alerts = [VendorAlert(str(n), T - 9.0, T - 60 * n, f"rule {n}", channel="class-12", call_id="c") for n in range(25)]
    data = replace(DATA, alerts=tuple(alerts))
    told = [line for line in extract(data).findings if "alert" in line]
    assert told[1].endswith("(class-12 · c): rule 1")
    assert told[20:] == ["Agora alerts not listed here: 5"]
    (one,) = (line for line in extract(data, keys=("alert|3",), filter="rule 3").findings if "alert" in line)
    assert one.endswith("rule 3")
    hidden = "\n".join(extract(data, given=setting(hidden=True)).findings)
    assert "rule 1" not in hidden
