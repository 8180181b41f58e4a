"""Live's list of the worst in an edition without diagnoses: the stored calls of the last hour by their freeze rates.

  06:50–07:50                          video   audio  users   age
worst calls
▸ 数学-3班           since 07:26      12.4 %   0.3 %     34   2 m
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nlargest
from math import inf

from msgspec import Struct

from tui.analysis.feeds.feed import age_text
from tui.domain.edition import Edition, Endpoint
from tui.domain.glossary import TODAY_METRICS, Metric, level
from tui.domain.records import HOUR, MINUTE, KnownCall, Runs, Scope, Threshold, Want, Window
from tui.messages import live as words
from tui.queries.calls_during import calls_during
from tui.store.api import Snapshot
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.navigation import Route
from tui.ui.texts.values import ROLES, age_columns, number
from tui.ui.unanswered import unanswered_text
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.rows import Row

VIDEO, AUDIO = TODAY_METRICS["videoFreezeRate"], TODAY_METRICS["audioFreezeRate"]
# The calls are asked for so often, with two pages at most.
ASK_S, PAGES = 10 * MINUTE, 2
HEADINGS = 2


class WorstCalls(Struct, frozen=True):
    """The calls with a freeze rate that were on in `window`. `known` counts the stored ones, with a rate or without.
    `answered_ts` is the time of the newest list of calls that tells of the window; None: no list does."""

    now_ts: float
    window: Window
    calls: tuple[KnownCall, ...]
    known: int
    answered_ts: float | None = None


def calls_want(edition: Edition, now_ts: float) -> Want:
    """The list of the calls of the last hour."""
    end_ts = int(now_ts) // ASK_S * ASK_S
    return Want(edition.call_lists.name, window=Window(end_ts - HOUR, end_ts), most=PAGES)


def read_worst(snapshot: Snapshot, endpoint: Endpoint, now_ts: float) -> WorstCalls:
    """Runs off the event loop."""
    end_ts = int(now_ts) // MINUTE * MINUTE + MINUTE
    window = Window(end_ts - HOUR, end_ts)
    on = calls_during(snapshot, window)
    rated = tuple(call for call in on if (call.video_freeze_percent, call.audio_freeze_percent) != (None, None))
    answered_ts = max((one.answered_ts for one in snapshot.listings(endpoint.name, window)), default=None)
    return WorstCalls(now_ts, window, rated, len(on), answered_ts)


def severity(call: KnownCall, thresholds: Mapping[str, Threshold]) -> float:
    """The worse of both rates, as a multiple of its limit; 0 where the API told neither."""
    rates = ((call.video_freeze_percent, VIDEO), (call.audio_freeze_percent, AUDIO))
    return max((beyond(rate, thresholds[metric.name]) for rate, metric in rates if rate is not None), default=0.0)


def beyond(rate: float, threshold: Threshold) -> float:
    """Every rate above 0 is infinitely beyond a limit of 0."""
    return rate / threshold.bad if threshold.bad > 0 else inf if rate > 0 else 0.0


def worst_columns(data: WorstCalls | None, context: Context, key: KeyNames) -> tuple[Column, ...]:
    lang = context.lang
    span = "" if data is None else "–".join(context.ends(data.window.start_ts, data.window.end_ts))
    return (
        Column("name", span, 17, grow=0, sortable=False),
        Column("what", words.WORST_KEY(lang, key=key), 18, grow=1, sortable=False, priority=1),
        Column("video", words.WORST_VIDEO(lang), 7, align="right", sortable=False),
        Column("audio", words.WORST_AUDIO(lang), 7, align="right", sortable=False),
        Column("users", words.WORST_USERS(lang), 6, align="right", sortable=False, priority=2),
        Column("age", words.WORST_AGE(lang), age_columns(lang), align="right", sortable=False),
    )


def worst_rows(data: WorstCalls | None, context: Context, height: int) -> list[Row]:
    """As many as a list of that height holds."""
    if data is None or not data.calls:
        return []
    heading = words.WORST_BY_FREEZE(context.lang, n=data.known)
    shown = nlargest(max(1, height - HEADINGS), data.calls, lambda call: severity(call, context.thresholds))
    return [Row("heading|call", (heading,), heading=True), *(_row(call, data, context) for call in shown)]


def _row(call: KnownCall, data: WorstCalls, context: Context) -> Row:
    lang = context.lang
    begun = context.when(call.created_ts)
    if call.destroyed_ts is None:
        span = words.CALL_SINCE(lang, time=begun)
    else:
        span = "–".join(context.ends(call.created_ts, call.destroyed_ts))
    cells = (
        ((context.names.channel(call.channel), "text"),),
        span,
        _rate(VIDEO, call.video_freeze_percent, context),
        _rate(AUDIO, call.audio_freeze_percent, context),
        "–" if call.peak_users is None else f"{call.peak_users:,}",
        ((age_text(max(0.0, data.now_ts - call.answered_ts), lang), "dim"),),
    )
    return Row(call.call_id, cells)


def _rate(metric: Metric, percent: float | None, context: Context) -> Runs:
    """Of the whole call, by the API; "–" where it told none."""
    if percent is None:
        return (("–", "dim"),)
    limit = context.thresholds.get(metric.name, metric.threshold)
    return ((number(percent, metric, limit), ROLES[level(percent, limit, metric.direction)]),)


def nobody(data: WorstCalls | None, context: Context) -> str:
    """In the place of rows."""
    if data is None:
        return unanswered_text(context, context.edition.call_lists.name)
    said = words.NO_RATES(context.lang, n=data.known) if data.known else words.NO_CALLS(context.lang)
    if data.answered_ts is None:
        return f"{said} · {unanswered_text(context, context.edition.call_lists.name)}"
    return f"{said} · {words.LISTED(context.lang, age=age_text(data.now_ts - data.answered_ts, context.lang))}"


def route_of(data: WorstCalls, key: str) -> Route | None:
    """The call of that row."""
    call = next((call for call in data.calls if call.call_id == key), None)
    return None if call is None else Route("call", Scope(channel=call.channel, call_id=call.call_id))
