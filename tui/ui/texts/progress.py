"""How far the curves of a call have come: fetched, waited for, stopped, failed."""

from __future__ import annotations

from collections.abc import Sequence

from tui.domain.glossary.rounding import fixed
from tui.domain.records import Part, Progress, Run, Runs, WantState, WantStatus, Window
from tui.messages import session as words
from tui.messages.failures import WHAT
from tui.ui.charts.bars import bar
from tui.ui.context import Context
from tui.ui.widgets.keys import KeyNames

BAR_COLUMNS = 12


def asked_runs(statuses: Sequence[WantStatus], context: Context, key: KeyNames, *, now_ts: float) -> Runs:
    """Requests on their way, parts that will not come, waits; empty where all of it is there."""
    runs: list[Run] = []
    # The plain waits come last: the others say more.
    order = (WantState.FETCHING, WantState.FAILED, WantState.STOPPED, WantState.WAITING)
    open_wants = [status for status in statuses if status.state is not WantState.DONE]
    for status in sorted(open_wants, key=lambda one: order.index(one.state)):
        runs += [("   ", "text")] if runs else []
        runs += _want(status, context, key, now_ts)
    return tuple(runs)


def is_about(status: WantStatus, whole: Window) -> bool:
    """Whether it brings curves of that stretch of time."""
    return status.want.part in (Part.METRICS, Part.ALL_METRICS) and overlaps(status.want.window, whole)


def overlaps(one: Window | None, other: Window) -> bool:
    return one is not None and one.start_ts < other.end_ts and other.start_ts < one.end_ts


def _want(status: WantStatus, context: Context, key: KeyNames, now_ts: float) -> Runs:
    lang = context.lang
    assert status.want.window is not None
    span = span_text(status.want.window, context)
    match status.state:
        case WantState.FETCHING:
            return ((words.FETCHING(lang, span=span), "accent"), *_progress(status.progress, context))
        case WantState.STOPPED:
            return ((words.STOPPED(lang, span=span, key=key), "warn"),)
        case WantState.FAILED if status.failure is not None:
            return ((words.FAILED(lang, span=span, what=WHAT[status.failure.kind](lang)), "bad"),)
        case _:
            if status.next_ts is not None and status.next_ts > now_ts + 1:
                time = context.instant(status.next_ts)
                return ((words.WAITING(lang, span=span, time=time), "dim"),)
            return ((words.WAITS(lang, span=span), "dim"),)


def _progress(progress: Progress | None, context: Context) -> Runs:
    if progress is None:
        return ()
    done, rate = fixed(progress.bytes / 1e6, 1, ""), fixed(progress.bytes_per_s / 1e6, 1, "")
    if not progress.total_bytes:
        return (("  " + words.BYTES(context.lang, done=done, rate=rate), "text"),)
    total = fixed(progress.total_bytes / 1e6, 1, "")
    drawn = bar(progress.bytes, progress.total_bytes, BAR_COLUMNS, ascii=context.ascii)
    return (
        (f"  {drawn}", "accent"),
        ("  " + words.BYTES_OF(context.lang, done=done, all=total, rate=rate), "text"),
    )


def span_text(window: Window, context: Context) -> str:
    return "–".join(context.ends(window.start_ts, window.end_ts))


def spans_text(windows: Sequence[Window], context: Context) -> str:
    return ", ".join(span_text(window, context) for window in windows)
