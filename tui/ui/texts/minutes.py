"""The state of a metric's minutes in words: since when it is bad, how old it is, why a minute has no value."""

from __future__ import annotations

from tui.analysis.feeds.feed import STALE_S, age_text
from tui.analysis.project.live import MetricView
from tui.domain.records import Level, MinuteState, Run, Runs
from tui.messages import live as words
from tui.ui.context import Context

STATE_WORDS = {
    MinuteState.PENDING: words.PENDING,
    MinuteState.MISSING: words.MISSING,
    MinuteState.NOT_ASKED: words.NOT_ASKED,
    MinuteState.LOST: words.LOST,
    MinuteState.UNREAD: words.UNREAD,
}


def state_text(view: MetricView, context: Context, now_ts: float) -> Runs:
    """The words behind the row: since when it is bad, when it last was, that it is near the limit, how old it is."""
    lang = context.lang
    runs: list[Run] = []
    if view.since is not None:
        phrase = words.BAD_SINCE_OR_EARLIER if view.since.or_earlier else words.BAD_SINCE
        runs.append((phrase(lang, time=context.when(view.since.first_ts)), "bad"))
    elif view.was_bad is not None:
        first, last = context.ends(view.was_bad.first_ts, view.was_bad.last_ts)
        phrase = words.WAS_BAD if first != last else words.WAS_BAD_AT
        runs.append((phrase(lang, first=first, last=last), "warn"))
    elif view.level is Level.WARN:
        runs.append((words.WARN(lang), "warn"))
    if view.now is not None and now_ts - view.now[0] > STALE_S:
        age = words.OLD(lang, age=age_text(now_ts - view.now[0], lang))
        runs.append(((" " if runs else "") + age, "dim"))
    return tuple(runs)
