"""The summary of an incident: each sentence by the data, gaps and reasons as words, aliases for every name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from tests.alarms_made import ALERT, FREEZE, MANY, OVER
from tests.export.made import setting
from tests.ui.features.in_hand import context
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.diagnosis import Doubt, Doubtful, moment_summary
from tui.analysis.project.incident import MetricCount, sufferers_of
from tui.analysis.project.live import BadMinutes
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import (
    AlarmEvent,
    Cause,
    Delivery,
    DeliveryState,
    Diagnosis,
    KeptNote,
    KeptReport,
    KnownCall,
    MinuteState,
    ReportDraft,
    ReportState,
    Scope,
    Threshold,
    Window,
)
from tui.domain.text import LANGS, Lang
from tui.export.document import to_json
from tui.export.markdown import to_markdown
from tui.queries.judged_calls import FindingsData, detailed_of, judged_of
from tui.ui.features.findings.incident_export import incident_export
from tui.ui.features.findings.incident_query import IncidentData, IncidentQuery

T = 1_795_330_680
WINDOW = Window(T, T + 3600)
MINUTES = {**dict.fromkeys(MinuteState, 0), MinuteState.KNOWN: 57, MinuteState.PENDING: 2, MinuteState.MISSING: 1}
BAD = MetricCount(
    LIVE_METRICS["videoFreezeRate"],
    Threshold(2.5, 5),
    MINUTES,
    bad=21,
    first=BadMinutes(T + 600, T + 1860),
    last_ts=T + 1860,
    worst=(T + 1200, 8.14),
)
FINE = MetricCount(LIVE_METRICS["joinSuccessRate"], Threshold(97.5, 95), MINUTES, worst=(T, 98.2))
DIAGNOSES = (
    Diagnosis(T + 700, "83817682", 4, "数学-3班", (Cause(23, "44361248"),)),
    Diagnosis(T + 760, "11111111", 4, "数学-3班", (Cause(23, "44361248"), Cause(18))),
)


def data(**given: Any) -> IncidentData:
    made = IncidentData(
        query=IncidentQuery(EDITION, WINDOW, "", T + 3600.0, {}),
        counts=(BAD, FINE),
        has_diagnoses=True,
        diagnosed=moment_summary(DIAGNOSES),
        doubts=(),
        sufferers=sufferers_of(DIAGNOSES),
        by_channel=(("数学-3班", 2),),
        calls=(),
        calls_on=3,
        calls_left_out=0,
        judged=FindingsData(WINDOW, "", None, (), 3, False),
        alarms=(),
        told={},
        alerts=(),
        notes=(),
        reports=(),
        unread=0,
    )
    return replace(made, **given)


def said(given: IncidentData, lang: Lang = "en", *, hidden: bool = False) -> str:
    return "\n".join(incident_export(given, context(lang), setting(lang=lang, hidden=hidden)).findings)


def test_the_onset_the_extent_and_the_gaps_are_said() -> None:
    text = said(data())
    assert "since: 2026-11-22 07:08:00 UTC (Video freeze), the first bad minute" in text
    assert "bad: Video freeze > 5 %: 21 of 57 known minutes" in text
    assert "worst 8.1 % at 2026-11-22 07:18:00 UTC; not known: 2 pending · 1 missing" in text
    assert "bad: Join success: 0 of 57 known minutes beyond < 95 %; not known: 2 pending · 1 missing" in text
    assert "not over" not in text


def test_an_onset_behind_a_hole_is_or_earlier_and_a_bad_end_is_told() -> None:
    lasting = replace(BAD, first=BadMinutes(T, T + 1860, or_earlier=True), lasts=True, newest_ts=T + 3480)
    text = said(data(counts=(lasting,)))
    assert "or earlier (Video freeze): nothing older is known" in text
    assert "not over at 2026-11-22 07:56:00 UTC, the last known minute: Video freeze" in text


@pytest.mark.parametrize(
    ("counts", "phrase"),
    [
        ((FINE,), "since: every known minute of every metric is within the limits"),
        (
            (replace(FINE, minutes=dict.fromkeys(MinuteState, 0), worst=None),),
            "since: no minute of a metric is known: whether anything was bad is not known",
        ),
        ((), "whether a metric was bad is not known"),
    ],
)
def test_without_a_bad_minute_an_all_clear_needs_known_minutes(counts: Sequence[MetricCount], phrase: str) -> None:
    assert phrase in said(data(counts=tuple(counts)))


def test_agoras_causes_and_scrys_verdicts_stand_apart() -> None:
    text = said(data())
    assert "Agora: video downstream packet loss #23 ×2 (from 44361248 ×2)" in text
    assert "Agora: unknown cause 18 ×1" in text
    assert "Scry: no call with stored curves: nothing can be concluded" in text
    assert "Scry: 3 calls have no stored curves and cannot be judged" in text


def test_a_capped_list_makes_every_count_a_least() -> None:
    cut = (Doubtful(Window(T, T + 60), Doubt.TRUNCATED),)
    given = data(diagnosed=moment_summary(DIAGNOSES, at_least=True), doubts=cut)
    text = said(given)
    assert "suffers: diagnoses of ≥ 2 users: video freeze ≥ 2" in text
    assert "by channel: 数学-3班 ≥ 2" in text
    assert "Agora: video downstream packet loss #23 at least ×2" in text
    assert "list capped at 10 in 1 minute; there may be more" in text
    tables = {table["name"]: table for table in document(given)["tables"]}
    assert all(row["diagnoses_at_least"] for name in ("sufferers", "agora_causes") for row in tables[name]["rows"])


def test_nobody_is_nobody_only_where_every_minute_was_answered() -> None:
    nobody = data(diagnosed=moment_summary(()), sufferers=(), by_channel=())
    assert "suffers: no diagnosis of any user" in said(nobody)
    pending = replace(nobody, doubts=(Doubtful(Window(T, T + 60), Doubt.PENDING),))
    assert "suffers: no diagnosis is known" in said(pending)
    assert "suffers: 1 minute is pending: more may still come" in said(pending)
    without = said(replace(nobody, has_diagnoses=False))
    assert "curves alone show sufferers" in without
    assert "suffers: 3 stored calls of this time\n" in without


def test_an_alarm_is_told_from_its_begin_to_its_end() -> None:
    told = Delivery(1, OVER.alarm_id, "mail", AlarmEvent.FIRING, 0, DeliveryState.SENT, T, "x")
    lost = replace(told, delivery_id=2, state=DeliveryState.LOST)
    seen = replace(FREEZE, acknowledged_ts=T + 900.0, acknowledged_by="ann@ops")
    text = said(data(alarms=(seen, OVER), told={OVER.alarm_id: (told, lost)}, alerts=(ALERT,)))
    (first, second, alert) = (line for line in text.splitlines() if line.startswith("alarms: "))
    assert "fired" in first
    assert "nobody notified · acknowledged 2026-11-22 07:13:00 UTC by ann@ops · not over" in first
    assert "told 1× · 1 without an outcome · over " in second
    assert "Agora alert" in alert
    assert "alarms: none is stored for this time" in said(data())


NOTE = KeptNote("n1", T + 900, T + 900, "ann@ops", "restarted 44361248", Scope(moment_ts=T + 900, channel="数学-3班"))
REPORT = KeptReport(
    1, ReportDraft("数学-3班", "1", "2", "2", str(T + 800)), None, ReportState.SENT, T + 1000.0, "ann@ops/1"
)


def test_notes_and_reports_tell_the_work_done() -> None:
    text = said(data(notes=(NOTE,), reports=(REPORT,)))
    assert "notes: 2026-11-22 07:13:00 UTC ann@ops, 数学-3班: restarted 44361248" in text
    assert "reports: sent, about 2026-11-22 07:11:20 UTC: 数学-3班 · " in text


def document(given: IncidentData, *, hidden: bool = False) -> Mapping[str, Any]:
    made = setting(hidden=hidden)
    found: Mapping[str, Any] = json.loads(to_json(incident_export(given, context(), made), made))
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_under_redact_no_name_and_no_word_of_a_person_is_in_it(lang: Lang) -> None:
    seen = replace(FREEZE, acknowledged_ts=T + 900.0, acknowledged_by="ann@ops")
    given = data(alarms=(seen, MANY), alerts=(ALERT,), notes=(NOTE,), reports=(REPORT,))
    given = replace(given, query=replace(given.query, channel="数学-3班"))
    made = setting(lang=lang, hidden=True)
    extract = incident_export(given, context(lang), made)
    for text in (to_json(extract, made), to_markdown(extract, made)):
        for name in ("数学-3班", "44361248", "83817682", "ann@ops", "restarted"):
            assert name not in text, name


@pytest.mark.parametrize("lang", LANGS)
def test_a_bundle_says_up_to_when_it_knows(lang: Lang) -> None:
    extract = incident_export(data(), context(lang), setting(lang=lang), known_ts=T + 3600.0)
    assert "2026-11-22 07:58:00 UTC" in extract.findings[0]


LISTED = [KnownCall(call_id, "room", T, None, False, T) for call_id in "abcd"]


class TwoOfFour:
    """A store in which every second call has curves."""

    def __init__(self) -> None:
        self.asked = 0

    async def read(self, question: object, *given: object) -> object:
        if question is detailed_of:
            return frozenset(one.call_id for one in LISTED)
        self.asked += 1
        call = given[0]
        return call if self.asked % 2 == 0 else None


@pytest.mark.parametrize(("most", "judged", "seen"), [(None, 2, 4), (1, 1, 2), (2, 2, 4), (0, 0, 0)])
async def test_calls_without_curves_take_no_place_among_the_judged_ones(
    most: int | None, judged: int, seen: int
) -> None:
    store: Any = TwoOfFour()
    asked: Any = None
    found, looked_at = await judged_of(store, asked, LISTED, most)
    assert (len(found), looked_at, store.asked) == (judged, seen, seen)
