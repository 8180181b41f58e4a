"""Whatever a server sent that the wire takes: every screen reads it, and every word and curve of it can be drawn.

A store without a file is filled with made records; then the screen's own question is asked and all that it says is
checked. How many examples: tests/conftest.py.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import made
from tests.fuzz.drawn import check_chart, check_paragraphs, check_rows, check_runs, check_text
from tests.fuzz.stored import KEYS, NOW, PROJECT, SOME, THRESHOLDS, WINDOW, a_store, context_in, langs, put
from tests.manual_clock import ManualClock
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.cause.agreement import Agreement, Stance
from tui.analysis.feeds.quota import Next, NextState
from tui.analysis.project.usage import USAGE_NAMES
from tui.cli.feed import DOCUMENTED
from tui.clock import ServerClock
from tui.config.remembered import Remembered
from tui.domain.glossary import BIG_CHANNEL_METRICS, LIVE_METRICS
from tui.domain.records import (
    DAY,
    HOUR,
    Diagnosis,
    Failure,
    FailureKind,
    Limits,
    Outcome,
    Remainder,
    Request,
    Spend,
    UsageDay,
    Window,
    outcome_of,
)
from tui.domain.text import Lang
from tui.store.rows import claims, ledger
from tui.store.rows.diagnoses import put_diagnoses
from tui.store.rows.usage import put_usage
from tui.store.sqlite.snapshot import SqliteSnapshot
from tui.ui.features.channels import chart_view as channels_charts
from tui.ui.features.channels import columns as channels_lists
from tui.ui.features.channels import view as channels_text
from tui.ui.features.channels.query import Sparks, read_channels
from tui.ui.features.diagnosis import columns as diagnosis_columns
from tui.ui.features.diagnosis import panel as panel_text
from tui.ui.features.diagnosis import view as diagnosis_text
from tui.ui.features.diagnosis.query import DiagnosisQuery, read_diagnosis, read_event
from tui.ui.features.live import columns as live_list
from tui.ui.features.live import view as live_text
from tui.ui.features.live.query import MetricsQuery, MomentQuery, read_live
from tui.ui.features.live.query import read_moment as read_live_moment
from tui.ui.features.quota import view as quota_text
from tui.ui.features.quota import words as quota_words
from tui.ui.features.quota.query import QuotaQuery, read_quota
from tui.ui.features.usage import columns as usage_columns
from tui.ui.features.usage import view as usage_text
from tui.ui.features.usage.columns import UsageQuery, read_days
from tui.ui.texts import moment as moment_text
from tui.ui.texts.minutes import state_text

# -- Live, Channels, Usage


@SOME
@given(data=st.data(), lang=langs, ascii_only=st.booleans(), moment_ts=st.none() | made.near_times)
def test_live_draws_any_minutes(data: st.DataObject, lang: Lang, ascii_only: bool, moment_ts: int | None) -> None:
    context = context_in(lang, ascii_only=ascii_only)
    chosen = data.draw(st.lists(st.sampled_from(sorted(LIVE_METRICS)), min_size=2, max_size=3, unique=True))
    with a_store() as connection:
        for name in chosen:
            endpoint = LIVE_METRICS[name].endpoint
            put(connection, endpoint, Request(endpoint, WINDOW), (data.draw(made.series(name)),), 1)
        zoom_s = data.draw(st.sampled_from([900, HOUR, 6 * HOUR]))
        live = read_live(
            SqliteSnapshot(connection, PROJECT),
            MetricsQuery(EDITION, NOW_TS, zoom_s, moment_ts, tuple(chosen), THRESHOLDS),
        )
        at = None
        if moment_ts is not None:
            query = MomentQuery(EDITION, moment_ts, NOW_TS, None, THRESHOLDS)
            at = read_live_moment(SqliteSnapshot(connection, PROJECT), query)
    check_rows(live_list.live_rows(live, at, context, headings=True), live_list.live_columns(context, at))
    for name in chosen:
        view = live.charts[name]
        check_chart(live_text.chart_view(name, chosen[-1], live, context, moment_ts, chosen=True))
        check_runs(state_text(view, context, NOW_TS))
        check_text(live_text.about(view, live.pasts[name], context, moment_ts, whole=True).plain.replace("\n", " "))
    if at is not None and at.diagnosed is not None:
        for runs in moment_text.moment_lines(at.moment_ts, at.diagnosed, context):
            check_runs(runs)


@SOME
@given(data=st.data(), lang=langs, ascii_only=st.booleans(), moment_ts=st.none() | made.near_times)
def test_channels_draws_any_counts_of_any_channels(
    data: st.DataObject, lang: Lang, ascii_only: bool, moment_ts: int | None
) -> None:
    context = context_in(lang, ascii_only=ascii_only)
    watched = tuple(data.draw(st.lists(made.names, min_size=1, max_size=3, unique=True)))
    context.remembered = Remembered(configured=watched)
    with a_store() as connection:
        for endpoint, one in EDITION.endpoints.items():
            for name in one.series if one.series and one.series[0] in BIG_CHANNEL_METRICS else ():
                channel = watched[0] if "cname" in one.params else ""
                request = Request(endpoint, WINDOW, channel)
                put(connection, endpoint, request, (data.draw(made.series(name, channel)),), 1)
        found = read_channels(
            SqliteSnapshot(connection, PROJECT),
            EDITION,
            now_ts=NOW_TS,
            zoom_s=HOUR,
            moment_ts=moment_ts,
            watched=watched,
            chosen=watched[0],
            sparks=Sparks(8, ascii_only),
        )
    check_rows(channels_lists.count_rows(found, context), channels_lists.count_columns(lang))
    check_rows(channels_lists.channel_rows(found, context, NOW_TS), channels_lists.channel_columns(lang))
    check_text(channels_text.about(found, watched[0], context, NOW_TS))
    for name, view in found.charts.items():
        ratio = channels_charts.ratio_of(name, found.charts)
        chart = channels_charts.chart_view(
            view, name, ratio, found.window, context, now_ts=NOW_TS, moment_ts=moment_ts, of=watched[0]
        )
        check_chart(chart)
    panel = channels_charts.panel_views(
        found.panel, found.window, context, now_ts=NOW_TS, moment_ts=moment_ts, channel=watched[0]
    )
    for chart in panel:
        check_chart(chart)


@SOME
@given(days=st.lists(made.usage_days, max_size=12), lang=langs, span=st.sampled_from([7, 28, 90]), data=st.data())
def test_usage_draws_any_days(days: list[UsageDay], lang: Lang, span: int, data: st.DataObject) -> None:
    context = context_in(lang)
    chosen = data.draw(st.sampled_from(USAGE_NAMES))
    with a_store() as connection:
        put_usage(connection, PROJECT, days, window=Window(NOW - 7 * DAY, NOW), answered_ts=NOW_TS - HOUR)
        put_usage(connection, PROJECT, days[::-1], window=Window(NOW - 7 * DAY, NOW), answered_ts=NOW_TS)
        view = read_days(SqliteSnapshot(connection, PROJECT), UsageQuery(EDITION, NOW_TS, span))
    columns = usage_columns.day_columns(chosen, context)
    check_rows(usage_columns.day_rows(view, chosen, context, usage_columns.bar_cells(columns, 78)), columns)
    check_rows(usage_text.total_rows(view, lang), usage_text.total_columns(view, lang))
    for day in view.days:
        check_runs(usage_text.hint(day, context))
        check_text(usage_text.about(view, day, chosen, context, 40).plain.replace("\n", " "))


# -- Diagnosis


@SOME
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
    context, left = context_in(lang), Remainder(rows)
    with a_store() as connection:
        put_diagnoses(connection, PROJECT, diagnosed, window=WINDOW, cap=10, delay_s=120, answered_ts=NOW_TS, left=left)
        found = read_diagnosis(
            SqliteSnapshot(connection, PROJECT), DiagnosisQuery(EDITION, NOW_TS, moment_ts=moment_ts)
        )
        events = [
            read_event(SqliteSnapshot(connection, PROJECT), one, EDITION.diagnosis.slot_s) for one in diagnosed[:3]
        ]
    dated = diagnosis_text.is_dated(found, context)
    listing = diagnosis_text.list_rows(found, context, {}, grouping=grouping)
    check_rows(
        listing.rows,
        diagnosis_columns.columns_in(context, dated=dated, wider=diagnosis_text.times_of(found, context).wider),
    )
    check_rows(diagnosis_text.total_rows(found, context, 10), diagnosis_columns.total_columns_in(lang, 10))
    for width in (78, 118):
        check_runs(diagnosis_text.head_runs(found, context, width))
    check_text(diagnosis_text.placeholder(found, context, KEYS))
    if found.moment is not None and moment_ts is not None:
        for runs in moment_text.moment_lines(moment_ts, found.moment, context):
            check_runs(runs)
    for event in events:
        for stance in (None, *(Agreement(stance, ("7", "[/]")) for stance in Stance)):
            check_paragraphs(panel_text.panel(event, stance, context, KEYS))
    for kind, value in (("exp_id", -1), ("factor_id", 10**15), ("host_uid", ""), ("channel", "[/]")):
        check_paragraphs(panel_text.why_total(kind, value, context))


# -- Quota


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    if draw(st.booleans()):
        failure = Failure(draw(st.sampled_from(FailureKind)), draw(made.texts), draw(st.none() | st.integers(100, 999)))
        return outcome_of(failure)
    big = draw(st.integers(0, 10**12))
    return Outcome(200, set_aside=big, size_bytes=big, elapsed_ms=float(big), rows=big)


@SOME
@given(
    asked=st.lists(
        st.tuples(st.sampled_from(sorted(EDITION.endpoints)), made.texts, st.none() | outcomes()), max_size=8
    ),
    lang=langs,
    data=st.data(),
)
def test_quota_draws_any_requests(
    asked: list[tuple[str, str, Outcome | None]], lang: Lang, data: st.DataObject
) -> None:
    context = context_in(lang)
    clock = ManualClock(NOW_TS - HOUR)
    server_clock = ServerClock(clock)
    with a_store() as connection:
        for endpoint, text, outcome in asked:
            claimed = claims.claim(
                connection, PROJECT, endpoint=endpoint, channel=text, window=WINDOW, limits=Limits(),
                clock=server_clock, by=f"{text}:1-ab",
            )  # fmt: skip
            assert isinstance(claimed, Spend)
            clock.advance(data.draw(st.integers(0, 600)))
            if outcome is not None:
                ledger.settle(connection, PROJECT, claimed.claim_id, outcome, clock=server_clock, reading=None)
        found = read_quota(SqliteSnapshot(connection, PROJECT), QuotaQuery(NOW_TS, DOCUMENTED.limits))
    following = {name: Next(data.draw(st.sampled_from(NextState)), NOW_TS + 5) for name in EDITION.endpoints}
    check_rows(quota_text.endpoint_rows(found, following, context, KEYS, NOW_TS), quota_text.endpoint_columns(context))
    width = quota_text.time_width(found.log, context)
    check_rows(quota_text.LogRows(found.log, context, NOW_TS), quota_text.log_columns(context, time_width=width))
    check_runs(quota_words.tightest_runs(found, context))
    check_runs(quota_words.box_runs(found, data.draw(st.none() | st.floats(-1e6, 1e6)), context))
    for quota in found.quotas.values():
        check_paragraphs(quota_words.why_quota(quota, following[quota.endpoint], context, KEYS))
