"""Two versions on one store: whatever the newer one wrote, every question is answered and every change is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.manual_clock import ManualClock
from tests.store.contract.test_whole import methods
from tests.store.newer import CALL_ID, CHANNEL, plant
from tests.store.rows import by_rows
from tests.store.worlds import OK, T0
from tui.agora.editions.reference_2020 import EDITION
from tui.clock import ServerClock
from tui.domain.glossary import LIVE_METRICS
from tui.domain.percentages import Scale
from tui.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    AlarmEvent,
    Answer,
    Call,
    CallDetails,
    Diagnosis,
    Judgement,
    KeptFigure,
    KeptNote,
    KeptVerdict,
    Limits,
    Listing,
    Part,
    Receipt,
    Remainder,
    Reply,
    Report,
    ReportDraft,
    ReportState,
    Scope,
    Sending,
    Series,
    Spend,
    Stand,
    UsageDay,
    VendorAlert,
    Want,
    Window,
)
from tui.store.api import Changes, Snapshot
from tui.store.sqlite.database import SqliteStore

NOW = float(T0)
LAST_HOUR = Window(T0 - HOUR, T0)
LIMITS = EDITION.limits
METRICS = tuple(LIVE_METRICS)
SERIES = [("joyRate", ""), ("joyRate", CHANNEL)]
CLOCK = ServerClock(ManualClock(NOW))
REPORT, DRAFT = Report(CHANNEL, 1, 2, 2, T0, 4), ReportDraft(CHANNEL)

QUESTIONS: Mapping[str, Callable[[Snapshot], object]] = {
    "series": lambda snapshot: snapshot.series(SERIES, LAST_HOUR),
    "last_points": lambda snapshot: snapshot.last_points(SERIES, LAST_HOUR, HOUR),
    "has_points": lambda snapshot: snapshot.has_points(METRICS),
    "newest_minute_ts": lambda snapshot: snapshot.newest_minute_ts(METRICS),
    "coverage": lambda snapshot: snapshot.coverage("diagnosis", "", LAST_HOUR, slot_s=MINUTE),
    "answered": lambda snapshot: snapshot.answered(dict.fromkeys(EDITION.endpoints, 120), LAST_HOUR, slot_s=MINUTE),
    "diagnoses": lambda snapshot: snapshot.diagnoses(LAST_HOUR),
    "diagnosis_totals": lambda snapshot: snapshot.diagnosis_totals(LAST_HOUR),
    "truncated": lambda snapshot: snapshot.truncated(LAST_HOUR, slot_s=MINUTE),
    "newest_diagnosed_ts": lambda snapshot: snapshot.newest_diagnosed_ts(),
    "alerts": lambda snapshot: snapshot.alerts(LAST_HOUR, 9),
    "call": lambda snapshot: snapshot.call(CALL_ID),
    "calls_begun": lambda snapshot: snapshot.calls_begun(LAST_HOUR),
    "detailed_calls": lambda snapshot: snapshot.detailed_calls(LAST_HOUR),
    "calls_on": lambda snapshot: snapshot.calls_on(CHANNEL, T0 - 600),
    "calls_near": lambda snapshot: snapshot.calls_near(CHANNEL, T0, 600),
    "flags": lambda snapshot: snapshot.flags(snapshot.calls_begun(LAST_HOUR), T0),
    "heard": lambda snapshot: snapshot.heard(CALL_ID),
    "sessions": lambda snapshot: snapshot.sessions(CALL_ID),
    "curves": lambda snapshot: snapshot.curves(CALL_ID, "S1"),
    "unread_listings": lambda snapshot: snapshot.unread_listings(EDITION.endpoints, NOW - DAY),
    "unread_chunks": lambda snapshot: snapshot.unread_chunks(CALL_ID),
    "minutes": lambda snapshot: snapshot.minutes(CALL_ID),
    "told_curves": lambda snapshot: snapshot.told_curves(CALL_ID),
    "figures": lambda snapshot: [snapshot.figures(CALL_ID), snapshot.figures("", LAST_HOUR)],
    "kept_verdict": lambda snapshot: snapshot.kept_verdict(CALL_ID),
    "listings": lambda snapshot: [
        snapshot.listings("call_details", LAST_HOUR, call_id=CALL_ID, part=part) for part in (None, *Part)
    ],
    "usage": lambda snapshot: snapshot.usage(LAST_HOUR),
    "unread_days": lambda snapshot: snapshot.unread_days(LAST_HOUR),
    "last_usage_ts": lambda snapshot: snapshot.last_usage_ts(),
    "account": lambda snapshot: [snapshot.account([name], limits, NOW) for name, limits in LIMITS.items()],
    "requests": lambda snapshot: [snapshot.requests(99, of) for of in (None, ["diagnosis"], list(EDITION.endpoints))],
    "unknown_requests": lambda snapshot: snapshot.unknown_requests(LIMITS, NOW - DAY),
    "under_way": lambda snapshot: snapshot.under_way(NOW),
    "spent_of_a_day": lambda snapshot: snapshot.spent_of_a_day(LIMITS, NOW),
    "spending": lambda snapshot: snapshot.spending(NOW),
    "tries": lambda snapshot: snapshot.tries(Want("live_scale", window=LAST_HOUR), NOW - DAY, 9),
    "turns": lambda snapshot: snapshot.turns(),
    "dates": lambda snapshot: snapshot.dates(),
    "reports": lambda snapshot: snapshot.reports(99),
    "notes": lambda snapshot: snapshot.notes(None, 99),
    "report": lambda snapshot: [snapshot.report(number) for number in range(12)],
    "unread_reports": lambda snapshot: snapshot.unread_reports(),
    "report_due_ts": lambda snapshot: snapshot.report_due_ts(),
    "stands": lambda snapshot: snapshot.stands(),
    "alarms": lambda snapshot: snapshot.alarms(99),
    "alarm": lambda snapshot: [snapshot.alarm(number) for number in range(9)],
    "unread_alarms": lambda snapshot: snapshot.unread_alarms(),
    "unsent_reports": lambda snapshot: snapshot.unsent_reports(),
    "deliveries": lambda snapshot: snapshot.deliveries(range(9)),
    "notifiers": lambda snapshot: snapshot.notifiers(),
    "silences": lambda snapshot: snapshot.silences(0),
    "seen_channels": lambda snapshot: snapshot.seen_channels(9),
    "names": lambda snapshot: snapshot.names(9),
    "named_call": lambda snapshot: snapshot.named_call(CALL_ID),
    "appearances": lambda snapshot: [snapshot.appearances("1", 99), snapshot.appearances("", 99)],
    "collectors": lambda snapshot: snapshot.collectors(NOW - DAY),
    "alias_key": lambda snapshot: snapshot.alias_key(),
    "size": lambda snapshot: snapshot.size(),
}


def asked(changes: Changes) -> Spend:
    claim = changes.claim(endpoint="diagnosis", window=LAST_HOUR, limits=Limits(), clock=CLOCK, by="me:1")
    assert isinstance(claim, Spend)
    return claim


def sent(changes: Changes) -> Sending:
    changes.queue_report(DRAFT, REPORT, now_ts=NOW, by="me:1")
    sending = changes.claim_report(limits=Limits(), clock=CLOCK, by="me:1")
    assert isinstance(sending, Sending)
    return sending


def told_of_details(changes: Changes, store: SqliteStore) -> None:
    packed = store.packed(CallDetails(CALL_ID, (), ()), LAST_HOUR)
    changes.put_details(CALL_ID, LAST_HOUR, (), packed, answered_ts=NOW)


CHANGES: Mapping[str, Callable[[Changes, SqliteStore], object]] = {
    "put_series": lambda changes, _: changes.put_series(
        endpoint="live_joy",
        channel="",
        window=LAST_HOUR,
        series=[Series("joyRate", ((T0 - 120, 0.7),))],
        answered_ts=NOW,
        delay_s=0,
        slot_s=MINUTE,
    ),
    "miss_series": lambda changes, _: changes.miss_series(
        endpoint="live_joy", channel="", window=LAST_HOUR, answered_ts=NOW, delay_s=0, slot_s=MINUTE
    ),
    "put_diagnoses": lambda changes, _: changes.put_diagnoses(
        [Diagnosis(T0 - 240, "100", 99, CHANNEL, ())],
        window=LAST_HOUR,
        cap=9,
        delay_s=0,
        answered_ts=NOW + 1,
        slot_s=MINUTE,
    ),
    "miss_diagnoses": lambda changes, _: changes.miss_diagnoses(LAST_HOUR, answered_ts=NOW, delay_s=0, slot_s=MINUTE),
    "put_alerts": lambda changes, _: changes.put_alerts([VendorAlert("0", NOW)]),
    "put_usage": lambda changes, _: changes.put_usage([UsageDay(0, 1, 1, 1)], window=Window(0, DAY), answered_ts=NOW),
    "miss_usage": lambda changes, _: changes.miss_usage(Window(0, DAY), answered_ts=NOW),
    "put_calls": lambda changes, _: changes.put_calls([Call(CALL_ID, CHANNEL, T0, None, False)], answered_ts=NOW + 1),
    "put_details": told_of_details,
    "put_listing": lambda changes, _: changes.put_listing(
        "call_details", Listing(LAST_HOUR, NOW, 0, False, None, None), call_id=CALL_ID, part=Part.USERS
    ),
    "put_told_curves": lambda changes, _: changes.put_told_curves(CALL_ID, ["S1"], LAST_HOUR, answered_ts=NOW),
    "put_figure": lambda changes, _: changes.put_figure(CALL_ID, KeptFigure("users", "users", "", LAST_HOUR, NOW)),
    "keep_verdict": lambda changes, _: changes.keep_verdict(KeptVerdict(CALL_ID, "", b"")),
    "put_scale": lambda changes, _: changes.put_scale(Scale.PERCENT, answered_ts=NOW),
    "claim": lambda changes, _: asked(changes),
    "settle": lambda changes, _: changes.settle(asked(changes).claim_id, OK, clock=CLOCK, reading=None),
    "see": lambda changes, _: changes.see(1, CLOCK),
    "keep_draft": lambda changes, _: [
        changes.keep_draft(DRAFT, report_id=number, now_ts=NOW, by="me:1") for number in range(12)
    ],
    "queue_report": lambda changes, _: changes.queue_report(DRAFT, REPORT, now_ts=NOW, by="me:1"),
    "discard_report": lambda changes, _: [changes.discard_report(number) for number in range(12)],
    "claim_report": lambda changes, _: sent(changes),
    "settle_report": lambda changes, _: changes.settle_report(
        sent(changes),
        Answer(Receipt(200, "ok"), Remainder(), None, 200, 2, 1.0),
        ReportState.SENT,
        clock=CLOCK,
        reading=None,
    ),
    "judge": lambda changes, _: changes.judge([Judgement(Stand("freeze")), Judgement(Stand("join"))]),
    "acknowledge": lambda changes, _: [changes.acknowledge(number, now_ts=NOW, by="me:1") for number in range(9)],
    "drop_alarms": lambda changes, _: changes.drop_alarms(NOW + DAY, now_ts=NOW + DAY),
    "know_notifiers": lambda changes, _: changes.know_notifiers(["hook"]),
    "claim_delivery": lambda changes, _: [
        changes.claim_delivery(number, "hook", event, now_ts=NOW, by="me:1")
        for number in range(9)
        for event in AlarmEvent
    ],
    "settle_delivery": lambda changes, _: changes.settle_delivery(1, Reply(is_sent=True), now_ts=NOW),
    "give_up_deliveries": lambda changes, _: changes.give_up_deliveries(NOW + DAY, now_ts=NOW),
    "silence": lambda changes, _: changes.silence(start_ts=NOW, end_ts=NOW + DAY, by="me:1"),
    "end_silence": lambda changes, _: changes.end_silence(1, now_ts=NOW),
    "put_note": lambda changes, _: changes.put_note(KeptNote("a", NOW, NOW, "me", "text", Scope(moment_ts=T0))),
    "drop_note": lambda changes, _: [changes.drop_note(name, author="me") for name in ("newer", "none")],
    "know_collector": lambda changes, _: changes.know_collector("me:1", version="1", since_ts=NOW, now_ts=NOW),
    "make_alias_key": lambda changes, _: changes.make_alias_key(),
    "prune": lambda changes, _: changes.prune(NOW + DAY, minutes_days=1, curves_days=1, batch=999),
    "shrink": lambda changes, _: changes.shrink(pages=1),
    "touch": lambda changes, _: changes.touch(),
}


def test_every_method_of_the_protocols_is_tried() -> None:
    assert set(QUESTIONS) == methods(Snapshot)
    assert set(CHANGES) == methods(Changes)


@pytest.mark.parametrize("change", [None, *CHANGES])
async def test_every_question_is_answered_also_after_each_change(store: SqliteStore, change: str | None) -> None:
    await store.write(by_rows(plant), NOW)
    if change is not None:
        await store.write(CHANGES[change], store)
    answers = [await store.read(question) for question in QUESTIONS.values()]
    assert len(answers) == len(QUESTIONS)
    if change is None:
        told = dict(zip(QUESTIONS, answers, strict=True))
        assert told["unknown_requests"] == 5
        assert told["alerts"] == ()
        assert told["unread_reports"] == 6
        assert told["unread_alarms"] == 3
