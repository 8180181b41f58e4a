"""A ticket's findings and its table obey the same filter."""

from __future__ import annotations

from msgspec.structs import replace

from tests.analysis.calls_made import T as CALL_TS
from tests.analysis.calls_made import minutes, session
from tests.export.made import setting
from tests.ui.features.diagnosis.test_export import BOTH, DATA, SLOW
from tests.ui.features.diagnosis.test_export import extract as diagnosis
from tests.ui.features.in_hand import KEY, context, listed
from tests.ui.features.quota.test_export import DATA as QUOTA
from tests.ui.features.quota.test_export import LISTS
from tests.ui.features.usage.test_export import day, view
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.again import Again
from tui.analysis.calls.coverage import CallCoverage
from tui.analysis.calls.matrix import MatrixKind, matrix
from tui.analysis.calls.named import CallVerdict, Causer
from tui.analysis.calls.standing import standings
from tui.analysis.cause.verdict import Confidence, Reason
from tui.analysis.project.diagnosis import Summary
from tui.analysis.project.live import MetricView, live_metric
from tui.domain.glossary import LIVE_METRICS, thresholds_with
from tui.domain.records import Call, Coverage, Diagnosis, DiagnosisCounts, KnownCall, Scope, Window
from tui.messages import export as words
from tui.queries.call_data import CallData
from tui.ui.extracts import findings_of
from tui.ui.features.call.export import call_export
from tui.ui.features.call.scores import why_session
from tui.ui.features.calls.columns import calls_export
from tui.ui.features.calls.query import CallsData, CallsQuery
from tui.ui.features.diagnosis.view import event_key
from tui.ui.features.live.export import live_export
from tui.ui.features.live.query import LiveData, MomentData
from tui.ui.features.quota.export import quota_export
from tui.ui.features.usage.columns import usage_export
from tui.ui.texts.report import of_minute
from tui.ui.widgets.rows import Row, ShownRows, as_source

T = int(NOW_TS) // 60 * 60


def test_of_a_filtered_list_only_its_rows_are_told_and_nothing_of_the_whole() -> None:
    of_rows, whole = [("a", "a is bad"), ("b", "b is bad")], ["two are bad"]
    assert findings_of(listed(["a", "b"]), of_rows, whole) == ("a is bad", "b is bad", "two are bad")
    assert findings_of(listed(["b"], filter_text="b"), of_rows, whole) == ("b is bad",)
    assert findings_of(listed(["c"], filter_text="c"), of_rows, whole, none="none of these") == ("none of these",)


def test_the_metrics_of_live_that_the_filter_hides_are_no_finding() -> None:
    window = Window(T - 3600, T)
    values = {"videoFreezeRate": 6.8, "joinSuccessRate": 94.99}

    def seen(name: str) -> MetricView:
        metric = LIVE_METRICS[name]
        points = tuple((ts, values.get(name, 99.0)) for ts in range(T - 3600, T, 60))
        endpoint = EDITION.endpoints[metric.endpoint]
        limit = thresholds_with({}).get(name)
        return live_metric(endpoint, metric, limit, points, Coverage(window), window, NOW_TS)

    data = LiveData(NOW_TS, window, {name: seen(name) for name in values}, {}, {})
    whole = live_export(data, None, None, None, listed([*values]), setting())
    assert len(whole.findings) == 2
    one = live_export(data, None, None, None, listed(["joinSuccessRate"], filter_text="join"), setting())
    (said,) = one.findings
    assert said.startswith("Join success 94.99 %: bad since")


def test_live_says_that_alarms_fire_by_limits_of_their_own() -> None:
    data = LiveData(NOW_TS, Window(T - 3600, T), {}, {}, {}, firing=2)
    told = live_export(data, None, None, None, listed([]), setting())
    assert "2 alarms are firing, by the limits of the alarm rules" in told.findings
    # They are those of now, and say nothing of another minute.
    at = MomentData(T - 300, {}, Summary(2, ((4, 2),), ()))
    told = live_export(data, at, T - 300, None, listed([]), setting())
    assert not any("firing" in each for each in told.findings)


def test_a_channel_never_stands_above_numbers_of_the_whole_project() -> None:
    window = Window(T - 3600, T)
    at = MomentData(T - 300, {}, Summary(2, ((4, 2),), ()))
    data = LiveData(NOW_TS, window, {}, {}, {})
    told = live_export(data, at, None, "数学-3班", listed([]), setting())
    assert not told.scope
    assert "in 数学-3班: 2 people affected" in told.findings[-1]
    comments = of_minute(T, LIVE_METRICS["videoFreezeRate"], 6.8, None, Scope(channel="数学-3班"), context()).comments
    assert "Video freeze 6.8 % (whole project)" in comments
    assert "whole project" not in of_minute(T, LIVE_METRICS["videoFreezeRate"], 6.8, None, Scope(), context()).comments


def test_the_totals_of_diagnosis_are_those_of_the_rows() -> None:
    told = diagnosis(keys=(event_key(SLOW),), filter="class")
    text = "\n".join(told.findings)
    assert told.findings[0] == words.EVENTS("en", events="1", people="1")
    assert "class-12" in text
    for other in ("video freeze", "44361248", "数学-3班"):
        assert other not in text
    assert diagnosis(keys=(), filter="nobody").findings == (words.NONE_SHOWN("en"),)
    at = replace(DATA, moment=Summary(2, ((4, 1), (1, 1)), ()))
    assert "1 person affected: slow join 1" not in "\n".join(diagnosis(at, keys=(*BOTH,)).findings)


def test_the_calls_that_the_filter_hides_are_not_counted() -> None:
    calls = [KnownCall(call_id, f"class {call_id}", T - 600, T, True, NOW_TS) for call_id in ("c1", "c2", "c3")]
    query = CallsQuery(EDITION, Window(T - 3600, T), None, "", None, NOW_TS, NOW_TS)
    data = CallsData(query, calls, {"c1": DiagnosisCounts(3, ((4, 3),))}, (), None)

    def first(order: list[int], filter_text: str) -> str:
        shown = ShownRows(as_source([Row(call.call_id, ()) for call in calls]), order, filter_text)
        return calls_export(data, NOW_TS, shown, setting(), None).findings[0]

    assert first([0, 1, 2], "") == words.CALLS("en", n="3", bad="1")
    assert first([1, 2], "class c") == words.CALLS_SHOWN("en", n="2", of="3", bad="0")


def test_a_quota_that_the_filter_hides_is_no_finding() -> None:
    both = listed(["call_lists", "report"])
    only = listed(["report"], filter_text="report")
    dry = replace(QUOTA, quotas={**QUOTA.quotas, "call_lists": replace(LISTS, outside=True)}, unknown=3)
    log = listed(["8", "7"])
    assert len(quota_export(dry, {}, context(), KEY, "quota", both, log, setting()).findings) == 3
    assert quota_export(dry, {}, context(), KEY, "quota", only, log, setting()).findings == ()


def test_the_weeks_of_usage_are_no_finding_about_filtered_days() -> None:
    data = view(*(day(ago, 100 + ago) for ago in range(1, 16)))
    assert usage_export(data, listed(["x"]), setting()).findings
    assert not usage_export(data, listed(["x"], filter_text="11-2"), setting()).findings


def test_of_a_call_what_concerns_the_users_that_are_shown_is_told() -> None:
    sessions = [session(uid) for uid in (1, 2, 3)]
    curves = [minutes(f"S{uid}", 20016, [20.0], 9) for uid in (1, 2, 3)]
    limits = thresholds_with({})
    found = standings(sessions, curves, limits, (), now_ts=CALL_TS + 600, delay_s=150)
    causers = (
        Causer(9, Reason.UPLINK, Confidence.CERTAIN, (1, 2), CALL_TS, CALL_TS + 60),
        Causer(3, Reason.DOWNLINK, Confidence.LIKELY, (3,), CALL_TS, CALL_TS + 60),
    )
    data = CallData(
        now_ts=NOW_TS,
        call=Call("c1", "class", CALL_TS, CALL_TS + 600, True),
        end_ts=CALL_TS + 600,
        again=Again(),
        axis=Window(CALL_TS, CALL_TS + 600),
        pending_ts=NOW_TS,
        standings=found,
        call_verdict=CallVerdict(causers, undecided=(2, 3)),
        hidden=0,
        coverage=CallCoverage(),
        diagnosed=tuple(Diagnosis(CALL_TS, uid, 4, "class", ()) for uid in ("1", "3")),
        summary=Summary(2, ((4, 2),), ()),
        entries=(),
        matrices={MatrixKind.LOSS: matrix(MatrixKind.LOSS, sessions, curves, limits)},
    )
    whole = call_export(data, None, context(), listed(["S1", "S2", "S3"]), setting())
    assert len(whole.others[0].rows) == 2
    assert len(whole.others[1].rows) == 3
    told = call_export(data, None, context(), listed(["S3"], filter_text="3"), setting())
    text = "\n".join(told.findings)
    assert "receiver's network: receiver 3 · 1 suffers" in text
    assert "sender 9" not in text
    assert "undecided · 3 suffers" in text
    listed_second = next(one for one in found if one.session.uid == 2)
    alone = replace(data, call_verdict=CallVerdict(undecided=(2, 3)))
    assert "→ undecided · 2 suffers" in [one.text for one in why_session(alone, listed_second, context())]
    assert "1 person affected" in text
    assert [len(table.rows) for table in told.others] == [1, 1]
    assert sum(finding.startswith("worst: user") for finding in told.findings) == 1
