"""Whatever a server sent that the wire takes: every screen reads it, and every word and curve of it can be drawn.

A store without a file is filled with made records; then the screen's own question is asked and all that it says is
checked. How many examples: tests/conftest.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import made
from tests.fuzz.drawn import check_chart, check_paragraphs, check_rows, check_runs, check_text
from tests.store.worlds import empty_ledger
from tests.worlds import NOW_TS, make_context
from tui.api.endpoints import ENDPOINTS
from tui.cli.feed import DOCUMENTED
from tui.clock import ManualClock, ServerClock
from tui.collect.answers import KINDS
from tui.glossary import BIG_CHANNEL_METRICS, LIVE_METRICS, thresholds_with
from tui.messages import Lang
from tui.records import (
    DAY,
    HOUR,
    Call,
    CallDetails,
    CallList,
    Curve,
    Diagnosis,
    Failure,
    FailureKind,
    Limits,
    Part,
    Request,
    Scope,
    Session,
    Spend,
    UsageDay,
    Want,
    WantState,
    WantStatus,
    Window,
)
from tui.remembered import Remembered
from tui.screens import (
    call_head,
    call_matrix_text,
    call_text,
    call_timeline_text,
    calls_rows,
    calls_text,
    channels_charts,
    channels_lists,
    channels_text,
    diagnosis_text,
    event_text,
    live_list,
    live_text,
    moment_text,
    pair_text,
    quota_log,
    quota_text,
    quota_why,
    session_head,
    session_text,
    usage_text,
)
from tui.screens.call_data import CallQuery, read_call_data
from tui.screens.call_lookup_text import note_runs
from tui.screens.call_why import why_session
from tui.screens.calls_data import CallsQuery, read_calls_screen
from tui.screens.channels_data import Sparks, read_channels
from tui.screens.context import Context, Feed
from tui.screens.diagnosis_data import DiagnosisQuery, read_diagnosis, read_event
from tui.screens.live_data import LiveQuery, read_live
from tui.screens.live_moment import MomentQuery
from tui.screens.live_moment import read_moment as read_live_moment
from tui.screens.pair_data import PANELS, PairQuery, judged, read_candidates, read_pair, shape_pair
from tui.screens.quota_data import QuotaQuery, read_quota
from tui.screens.session_data import Looks, SessionQuery, read_session, shape
from tui.screens.session_why import why_metric
from tui.screens.usage_data import UsageQuery, read_days
from tui.store import ledger
from tui.store.calls import put_calls
from tui.store.diagnoses import put_diagnoses
from tui.store.usage import put_usage
from tui.triage.pair import Side, findings
from tui.triage.quota import Next, NextState
from tui.triage.usage import USAGE_NAMES

PROJECT = 1
NOW = made.NOW
THRESHOLDS = thresholds_with({})
WINDOW = Window(NOW - HOUR, NOW)
CONNECTION = empty_ledger()
langs = st.sampled_from(["en", "zh"])


async def no_feed() -> Feed:
    raise AssertionError("nothing is fetched here")


def context_in(lang: Lang, *, ascii_only: bool = False) -> Context:
    return make_context(ServerClock(ManualClock(NOW_TS)), no_feed, lang=lang, ascii_only=ascii_only)


@contextmanager
def a_store() -> Iterator[sqlite3.Connection]:
    """Empty, and empty again afterwards."""
    CONNECTION.execute("BEGIN")
    try:
        yield CONNECTION
    finally:
        CONNECTION.execute("ROLLBACK")


def put(connection: sqlite3.Connection, endpoint: str, request: Request, value: object, rows: int) -> None:
    """As the collector does it."""
    kind = KINDS[endpoint]
    prepared = kind.prepare(value, request) if kind.prepare else value
    kind.put(connection, PROJECT, request, prepared, rows, NOW_TS)


# -- Live, Channels, Usage


@given(data=st.data(), lang=langs, ascii_only=st.booleans(), moment_ts=st.none() | made.near_times)
def test_live_draws_any_minutes(data: st.DataObject, lang: Lang, ascii_only: bool, moment_ts: int | None) -> None:
    context = context_in(lang, ascii_only=ascii_only)
    chosen = data.draw(st.lists(st.sampled_from(sorted(LIVE_METRICS)), min_size=2, max_size=3, unique=True))
    with a_store() as connection:
        for name in chosen:
            endpoint = LIVE_METRICS[name].endpoint
            put(connection, endpoint, Request(endpoint, WINDOW), (data.draw(made.series(name)),), 1)
        zoom_s = data.draw(st.sampled_from([900, HOUR, 6 * HOUR]))
        live = read_live(connection, PROJECT, LiveQuery(NOW_TS, zoom_s, moment_ts, tuple(chosen), THRESHOLDS))
        at = None
        if moment_ts is not None:
            query = MomentQuery(moment_ts, NOW_TS, True, None, THRESHOLDS)
            at = read_live_moment(connection, PROJECT, query)
    check_rows(live_list.live_rows(live, at, context, headings=True), live_list.live_columns(context, at))
    for name in chosen:
        view = live.charts[name]
        check_chart(live_text.chart_view(name, chosen[-1], live, context, moment_ts, chosen=True))
        check_runs(live_text.state_text(view, context, NOW_TS))
        check_text(live_text.about(view, live.pasts[name], context, moment_ts).plain.replace("\n", " "))
    if at is not None:
        for runs in moment_text.moment_lines(at.moment_ts, at.diagnosed, context):
            check_runs(runs)


@given(data=st.data(), lang=langs, ascii_only=st.booleans(), moment_ts=st.none() | made.near_times)
def test_channels_draws_any_counts_of_any_channels(
    data: st.DataObject, lang: Lang, ascii_only: bool, moment_ts: int | None
) -> None:
    context = context_in(lang, ascii_only=ascii_only)
    watched = tuple(data.draw(st.lists(made.names, min_size=1, max_size=3, unique=True)))
    context.remembered = Remembered(configured=watched)
    with a_store() as connection:
        for endpoint, one in ENDPOINTS.items():
            for name in one.series if one.series and one.series[0] in BIG_CHANNEL_METRICS else ():
                channel = watched[0] if "cname" in one.params else ""
                request = Request(endpoint, WINDOW, channel)
                put(connection, endpoint, request, (data.draw(made.series(name, channel)),), 1)
        found = read_channels(
            connection,
            PROJECT,
            now_ts=NOW_TS,
            zoom_s=HOUR,
            moment_ts=moment_ts,
            watched=watched,
            chosen=watched[0],
            sparks=Sparks(8, ascii_only),
        )
    check_rows(channels_text.count_rows(found, context), channels_lists.count_columns(lang))
    check_rows(channels_text.channel_rows(found, context, NOW_TS), channels_lists.channel_columns(lang))
    check_text(channels_text.about(found, watched[0], context, NOW_TS))
    for name, view in found.charts.items():
        ratio = channels_charts.ratio_of(name, found.charts)
        chart = channels_charts.chart_view(
            view, name, ratio, found.window, context, now_ts=NOW_TS, moment_ts=moment_ts, of=watched[0]
        )
        check_chart(chart)
    panel = channels_charts.panel_views(found.panel, found.window, context, now_ts=NOW_TS, moment_ts=moment_ts)
    for chart in panel:
        check_chart(chart)


@given(days=st.lists(made.usage_days, max_size=12), lang=langs, span=st.sampled_from([7, 28, 90]), data=st.data())
def test_usage_draws_any_days(days: list[UsageDay], lang: Lang, span: int, data: st.DataObject) -> None:
    context = context_in(lang)
    chosen = data.draw(st.sampled_from(USAGE_NAMES))
    with a_store() as connection:
        put_usage(connection, PROJECT, days, window=Window(NOW - 7 * DAY, NOW), answered_ts=NOW_TS - HOUR)
        put_usage(connection, PROJECT, days[::-1], window=Window(NOW - 7 * DAY, NOW), answered_ts=NOW_TS)
        view = read_days(connection, PROJECT, UsageQuery(NOW_TS, span))
    columns = usage_text.day_columns(chosen, context)
    check_rows(usage_text.day_rows(view, chosen, context, usage_text.bar_cells(columns, 78)), columns)
    check_rows(usage_text.total_rows(view, lang), usage_text.total_columns(view, lang))
    for day in view.days:
        check_runs(usage_text.hint(day, context))
        check_text(usage_text.about(view, day, chosen, context, 40).plain.replace("\n", " "))


# -- Diagnosis


@given(
    diagnosed=st.lists(made.diagnoses, max_size=12),
    lang=langs,
    moment_ts=st.none() | made.near_times,
    rows=st.sampled_from([0, 10]),
    grouping=st.sampled_from(diagnosis_text.GROUPINGS),
)
def test_diagnosis_draws_any_events_and_explains_them(
    diagnosed: list[Diagnosis], lang: Lang, moment_ts: int | None, rows: int, grouping: str
) -> None:
    context = context_in(lang)
    with a_store() as connection:
        put_diagnoses(connection, PROJECT, diagnosed, window=WINDOW, cap=10, delay_s=120, answered_ts=NOW_TS, rows=rows)
        found = read_diagnosis(connection, PROJECT, DiagnosisQuery(NOW_TS, moment_ts=moment_ts))
        events = [read_event(connection, PROJECT, one) for one in diagnosed[:3]]
    dated = diagnosis_text.is_dated(found, context)
    listing = diagnosis_text.list_rows(found, context, {}, grouping=grouping)
    check_rows(listing.rows, diagnosis_text.columns_in(context, dated=dated))
    check_rows(diagnosis_text.total_rows(found, context, 10), diagnosis_text.total_columns_in(lang, 10))
    check_runs(diagnosis_text.head_runs(found, context))
    check_text(diagnosis_text.placeholder(found, lang))
    if found.moment is not None and moment_ts is not None:
        for runs in moment_text.moment_lines(moment_ts, found.moment, context):
            check_runs(runs)
    for event in events:
        check_paragraphs(event_text.panel(event, context))
    for kind, value in (("exp_id", -1), ("factor_id", 10**15), ("host_uid", ""), ("channel", "[/]")):
        check_paragraphs(event_text.why_total(kind, value, context))


# -- Calls, a call, a session, a pair


@given(
    calls=st.lists(made.calls(), max_size=10, unique_by=lambda call: call.call_id),
    diagnosed=st.lists(made.diagnoses, max_size=6),
    alive_ts=st.none() | made.near_times,
    lang=langs,
    ascii_only=st.booleans(),
)
def test_calls_draws_any_list(
    calls: list[Call], diagnosed: list[Diagnosis], alive_ts: int | None, lang: Lang, ascii_only: bool
) -> None:
    context = context_in(lang, ascii_only=ascii_only)
    with a_store() as connection:
        put(connection, "call_lists", Request("call_lists", WINDOW), CallList(tuple(calls), bool(alive_ts)), 10)
        put_diagnoses(connection, PROJECT, diagnosed, window=WINDOW, cap=10, delay_s=120, answered_ts=NOW_TS)
        query = CallsQuery(WINDOW, WINDOW, "", alive_ts, NOW_TS - 60, NOW_TS)
        found = read_calls_screen(connection, PROJECT, query)
    rows = calls_rows.CallRows(found, calls_rows.Looks(lang, True, ascii_only))
    check_rows(rows, calls_rows.call_columns(lang, dated=rows.dated))
    for column in range(len(calls_rows.call_columns(lang, dated=False))):
        assert len(rows.sort_values(column)) == len(rows)
    status = WantStatus(Want("call_lists", window=WINDOW), WantState.WAITING, NOW_TS + 90, requests=3)
    for stopped_at in (None, 0, 100):
        check_runs(calls_text.coverage_runs(found, status, context, stopped_at=stopped_at))
    check_text(calls_text.doubts_text(found, context))
    check_text(calls_text.placeholder(found, status, context, stopped=False))


@st.composite
def classes(draw: st.DrawFn) -> tuple[Call, tuple[Session, ...], tuple[Curve, ...]]:
    """A call, its sessions, their curves."""
    call = draw(made.calls(likely=True))
    sessions = draw(st.lists(made.sessions(call), min_size=1, max_size=4, unique_by=lambda one: one.sid))
    drawn = [draw(made.curves(draw(st.sampled_from(sessions)))) for _ in range(draw(st.integers(0, 8)))]
    # The wire has joined those of one key.
    curves = {(one.sid, one.mid, one.peer_uid): one for one in drawn}
    return call, tuple(sessions), tuple(curves.values())


@contextmanager
def a_class(
    call: Call, sessions: tuple[Session, ...], curves: tuple[Curve, ...], diagnosed: list[Diagnosis]
) -> Iterator[sqlite3.Connection]:
    with a_store() as connection:
        put_calls(connection, PROJECT, [call], answered_ts=NOW_TS)
        window = Window(call.created_ts, call.created_ts + 3 * HOUR)
        request = Request("call_details", window, call_id=call.call_id, part=Part.METRICS)
        put(connection, "call_details", request, CallDetails(call.call_id, sessions, curves), len(sessions))
        put_diagnoses(connection, PROJECT, diagnosed, window=window, cap=10, delay_s=120, answered_ts=NOW_TS)
        yield connection


@given(a=classes(), diagnosed=st.lists(made.diagnoses, max_size=4), lang=langs, ascii_only=st.booleans())
def test_a_call_is_drawn_whoever_was_in_it_and_whatever_was_measured(
    a: tuple[Call, tuple[Session, ...], tuple[Curve, ...]],
    diagnosed: list[Diagnosis],
    lang: Lang,
    ascii_only: bool,
) -> None:
    call, sessions, curves = a
    context = context_in(lang, ascii_only=ascii_only)
    with a_class(call, sessions, curves, diagnosed) as connection:
        query = CallQuery(call.call_id, NOW_TS, NOW_TS - 60, True, THRESHOLDS)
        found = read_call_data(connection, PROJECT, query)
    assert found is not None
    assert {one.session.sid for one in found.standings} == {one.sid for one in sessions}
    rows = call_text.SessionRows(found, context, 30, float(call.created_ts + 60))
    check_rows(rows, call_text.columns_in(found, context))
    check_rows(call_timeline_text.timeline_rows(found, context), call_timeline_text.timeline_columns(context))
    for runs in (
        call_head.call_runs(call, found.end_ts, NOW_TS, context),
        call_head.agora_runs(found, context),
        call_head.curves_runs(found, context),
        call_head.coverage_runs(found, servers=True, context=context),
        note_runs(found, None, Scope(uid="7", peer_uid=8), context),
    ):
        check_runs(runs)
    for one in found.standings:
        check_runs(call_text.sum_runs(one, context))
        check_paragraphs(why_session(found, one, context))
    for matrix in found.matrices.values():
        for width in (40, 118):
            shown = call_matrix_text.across(len(matrix.receivers), width, 0, 0)
            columns = call_matrix_text.matrix_columns(matrix, shown, None, context)
            check_rows(call_matrix_text.matrix_rows(matrix, shown, None, None, context), columns)
            check_runs(call_matrix_text.head_runs(matrix, shown, context))
        for sender, receiver in matrix.pairs:
            check_runs(call_matrix_text.cell_runs(matrix, sender, receiver, context))


@given(
    a=classes(), diagnosed=st.lists(made.diagnoses, max_size=4), lang=langs, moment_s=st.none() | st.integers(0, HOUR)
)
def test_a_session_and_its_pairs_are_drawn_whatever_was_measured(
    a: tuple[Call, tuple[Session, ...], tuple[Curve, ...]],
    diagnosed: list[Diagnosis],
    lang: Lang,
    moment_s: int | None,
) -> None:
    call, sessions, curves = a
    context = context_in(lang)
    session = sessions[0]
    moment_ts = None if moment_s is None else session.join_ts + moment_s
    looks = Looks(lang, False, context.zone.offset_s, THRESHOLDS)
    with a_class(call, sessions, curves, diagnosed) as connection:
        found = read_session(connection, PROJECT, SessionQuery(call.call_id, session.sid, NOW_TS, THRESHOLDS))
        candidates = read_candidates(connection, PROJECT, call.call_id, session.uid, THRESHOLDS)
        peers = {one.sender_uid for one in candidates} | {7}
        pairs = [read_pair(connection, PROJECT, PairQuery(call.call_id, session.sid, uid, NOW_TS)) for uid in peers]
    assert found is not None
    for width in (20, 80):
        drawn = shape(found.metrics, found.whole, width, looks, marks=(NOW_TS,), pending_ts=found.pending_ts)
        columns = session_text.session_columns(context, moment_ts)
        check_rows(session_text.session_rows(found.metrics, drawn, context, moment_ts), columns)
        for mid_id, each in found.metrics.items():
            check_chart(
                session_text.chart_view(
                    each, drawn[mid_id], drawn[mid_id].plot, context, moment_ts, chosen=True, width=width
                )
            )
            check_paragraphs(why_metric(each, session, context))
    check_runs(session_head.who_runs(session, found, context))
    check_runs(session_head.diagnosed_runs(found.diagnosed, session.uid, context, moment_ts))
    check_runs(session_head.told_runs(found, (), context, now_ts=NOW_TS))
    check_text(session_text.unreported_text(found, context))
    for uid, pair_data in zip(peers, pairs, strict=True):
        assert pair_data is not None
        pair = judged(pair_data, uid, session.uid, THRESHOLDS)
        plots = shape_pair(pair, pair_data.whole, 40, looks)
        result = findings(pair, pair_data.whole)
        for panel in PANELS:
            check_chart(pair_text.panel_view(panel, pair, plots.get(panel), context, moment_ts, 40))
        for runs in pair_text.finding_lines(result, context, moment_ts, uid, session.uid):
            check_runs(runs)
        check_paragraphs(pair_text.why_pair(result, context, moment_ts, uid, session.uid))
        check_runs(pair_text.side_runs(Side.SENDER, uid, pair_data.sessions, context, moment_ts))


# -- Quota


@st.composite
def outcomes(draw: st.DrawFn) -> ledger.Outcome:
    if draw(st.booleans()):
        failure = Failure(draw(st.sampled_from(FailureKind)), draw(made.texts), draw(st.none() | st.integers(100, 999)))
        return ledger.failed(failure)
    big = draw(st.integers(0, 10**12))
    return ledger.Outcome(200, set_aside=big, size_bytes=big, elapsed_ms=float(big), rows=big)


@given(
    asked=st.lists(st.tuples(st.sampled_from(sorted(ENDPOINTS)), made.texts, st.none() | outcomes()), max_size=8),
    lang=langs,
    data=st.data(),
)
def test_quota_draws_any_requests(
    asked: list[tuple[str, str, ledger.Outcome | None]], lang: Lang, data: st.DataObject
) -> None:
    context = context_in(lang)
    clock = ManualClock(NOW_TS - HOUR)
    server_clock = ServerClock(clock)
    with a_store() as connection:
        for endpoint, text, outcome in asked:
            claimed = ledger.claim(
                connection, PROJECT, endpoint=endpoint, channel=text, window=WINDOW, limits=Limits(),
                clock=server_clock, by=f"{text}:1-ab",
            )  # fmt: skip
            assert isinstance(claimed, Spend)
            clock.advance(data.draw(st.integers(0, 600)))
            if outcome is not None:
                ledger.settle(connection, PROJECT, claimed.claim_id, outcome, clock=server_clock, reading=None)
        found = read_quota(connection, PROJECT, QuotaQuery(NOW_TS, DOCUMENTED.limits))
    following = {name: Next(data.draw(st.sampled_from(NextState)), NOW_TS + 5) for name in ENDPOINTS}
    check_rows(quota_text.endpoint_rows(found, following, context, NOW_TS), quota_text.endpoint_columns(lang))
    dated = quota_log.is_dated(found.log, context)
    check_rows(quota_log.LogRows(found.log, context, NOW_TS), quota_log.log_columns(lang, dated=dated))
    check_runs(quota_text.tightest_runs(found, context))
    check_runs(quota_text.box_runs(found, data.draw(st.none() | st.floats(-1e6, 1e6)), context))
    for quota in found.quotas.values():
        check_paragraphs(quota_why.why_quota(quota, following[quota.endpoint], context))
