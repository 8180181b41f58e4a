"""Calls, a call, a session, a pair: whoever was in it and whatever was measured, it is read and can be drawn."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import made
from tests.fuzz.drawn import check_chart, check_paragraphs, check_rows, check_runs, check_text
from tests.fuzz.stored import KEYS, PROJECT, SOME, THRESHOLDS, WINDOW, a_store, context_in, langs, put
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.cause.verdict import Side
from tui.domain.records import (
    HOUR,
    Call,
    CallDetails,
    CallList,
    Curve,
    Diagnosis,
    Part,
    Request,
    Scope,
    Session,
    Want,
    WantState,
    WantStatus,
    Window,
)
from tui.domain.text import Lang
from tui.queries.call_data import CallQuery, read_call_data
from tui.store.rows.calls import put_calls
from tui.store.rows.diagnoses import put_diagnoses
from tui.store.sqlite.snapshot import SqliteSnapshot
from tui.ui.charts.curves import PlotStyle
from tui.ui.features.call import columns as call_columns
from tui.ui.features.call import matrix as call_matrix
from tui.ui.features.call import timeline as call_timeline
from tui.ui.features.call import view as call_view
from tui.ui.features.call.scores import sum_runs, why_session
from tui.ui.features.call.view import note_runs
from tui.ui.features.calls import columns as calls_rows
from tui.ui.features.calls import view as calls_text
from tui.ui.features.calls.query import CallsQuery, read_calls_screen
from tui.ui.features.pair import view as pair_text
from tui.ui.features.pair.query import (
    PANELS,
    PairQuery,
    curves_of_pair,
    read_candidates,
    read_pair,
    shape_pair,
    verdict_at,
)
from tui.ui.features.session import head as session_head
from tui.ui.features.session import view as session_text
from tui.ui.features.session.query import SessionQuery, read_session, shape
from tui.ui.features.session.view import why_metric
from tui.ui.texts.diagnosis import diagnosed_runs

# -- Calls, a call, a session, a pair


@SOME
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
        query = CallsQuery(EDITION, WINDOW, WINDOW, "", alive_ts, NOW_TS - 60, NOW_TS)
        found = read_calls_screen(SqliteSnapshot(connection, PROJECT), query)
    rows = calls_rows.CallRows(found, calls_rows.Looks(lang, True, ascii_only))
    check_rows(rows, calls_rows.call_columns(lang, dated=rows.dated, wider=rows.wider))
    for column in range(len(calls_rows.call_columns(lang, dated=False))):
        assert len(rows.sort_values(column)) == len(rows)
    status = WantStatus(Want("call_lists", window=WINDOW), WantState.WAITING, NOW_TS + 90, requests=3)
    for stopped_at in (None, 0, 100):
        check_runs(calls_text.coverage_runs(found, status, context, KEYS, stopped_at=stopped_at))
    check_text(calls_text.doubts_text(found, context))
    check_text(calls_text.placeholder(found, status, context, KEYS, stopped=False))


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


@SOME
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
        query = CallQuery(EDITION, call.call_id, NOW_TS, NOW_TS - 60, True, THRESHOLDS)
        found = read_call_data(SqliteSnapshot(connection, PROJECT), query)
    assert found is not None
    assert {one.session.sid for one in found.standings} == {one.sid for one in sessions}
    rows = call_columns.SessionRows(found, context, 30, float(call.created_ts + 60))
    check_rows(rows, call_columns.columns_in(found, context))
    check_rows(call_timeline.timeline_rows(found, context), call_timeline.timeline_columns(found, context))
    for runs in (
        call_view.call_runs(call, found.end_ts, NOW_TS, context),
        call_view.agora_runs(found, context),
        call_view.verdict_runs(found, context),
        call_view.coverage_runs(found, servers=True, context=context, key=KEYS),
        note_runs(found, None, Scope(uid="7", peer_uid=8), context),
    ):
        check_runs(runs)
    for one in found.standings:
        check_runs(sum_runs(one, context))
        check_paragraphs(why_session(found, one, context))
    for matrix in found.matrices.values():
        for width in (40, 118):
            shown = call_matrix.across(len(matrix.receivers), width, 0, 0)
            columns = call_matrix.matrix_columns(matrix, shown, None, context)
            check_rows(call_matrix.matrix_rows(matrix, shown, None, None, context), columns)
            check_runs(call_matrix.head_runs(matrix, shown, context))
        for sender, receiver in matrix.pairs:
            check_runs(call_matrix.cell_runs(matrix, sender, receiver, context))


@pytest.mark.long
@SOME
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
    looks = PlotStyle(lang, False, context.zone.offset_s, THRESHOLDS)
    with a_class(call, sessions, curves, diagnosed) as connection:
        found = read_session(
            SqliteSnapshot(connection, PROJECT), SessionQuery(EDITION, call.call_id, session.sid, NOW_TS, THRESHOLDS)
        )
        candidates = read_candidates(SqliteSnapshot(connection, PROJECT), call.call_id, session.uid, THRESHOLDS)
        peers = {one.sender_uid for one in candidates} | {7}
        pairs = [
            read_pair(
                SqliteSnapshot(connection, PROJECT),
                PairQuery(EDITION, call.call_id, session.sid, uid, NOW_TS, THRESHOLDS),
            )
            for uid in peers
        ]
    assert found is not None
    for width in (20, 80):
        drawn = shape(found.metrics, found.whole, width, looks, marks=(NOW_TS,), pending_ts=found.pending_ts)
        columns = session_text.session_columns(context, moment_ts, found)
        check_rows(session_text.session_rows(found, drawn, context, moment_ts), columns)
        for mid_id, each in found.metrics.items():
            check_chart(
                session_text.chart_view(
                    each, drawn[mid_id], drawn[mid_id].plot, context, moment_ts, chosen=True, width=width
                )
            )
            check_paragraphs(why_metric(each, session, context))
    check_runs(session_head.who_runs(session, found, context))
    check_runs(diagnosed_runs(found.diagnosed, (session.uid,), context, moment_ts))
    check_runs(session_head.told_runs(found, (), context, KEYS, now_ts=NOW_TS))
    check_text(session_text.unreported_text(found, context))
    for uid, pair_data in zip(peers, pairs, strict=True):
        assert pair_data is not None
        pair = curves_of_pair(pair_data, uid, session.uid, THRESHOLDS)
        plots = shape_pair(pair, pair_data.whole, 40, looks)
        verdict = verdict_at(pair_data, uid, session.uid, moment_ts, pair_data.whole, NOW_TS)
        for panel in PANELS:
            check_chart(pair_text.panel_view(panel, pair, plots.get(panel), context, moment_ts, 40))
        for runs in pair_text.verdict_lines(verdict, context, moment_ts, str):
            check_runs(runs)
        check_paragraphs(pair_text.why_pair(verdict, context, moment_ts))
        check_runs(pair_text.side_runs(Side.SENDER, uid, pair_data.sessions, context, moment_ts))
