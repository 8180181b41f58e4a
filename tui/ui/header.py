"""The top line's right side: the state of the feed, the age of its newest datum, its pace, the quota, the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from tui.analysis.feeds.feed import FeedView, age_text, skew_text, slowest_pace_s, tightest
from tui.clock import ReplayClock, ServerClock
from tui.domain.records import MINUTE, Run, Runs, WantStatus
from tui.messages import bundle as replay_words
from tui.messages import frame as words
from tui.ui.context import Context
from tui.ui.texts.alarms import top_runs

# A slower pace is shown: a user in expectation of a minute each minute would take it for a fault.
SLOW_S = 1.5 * MINUTE
WIDE = 120
# A larger error of the clock is told.
SKEW_S = 60.0
GAP: Run = ("  ", "text")
# The room of the clock, and of the breadcrumb the cells that must stay.
CLOCK = len("   21:06:02 +0545 ")
LEAST_PLACE = 14
# An age may become so many cells wider: no part comes and goes with it.
AGE_GROWS = 4


def state_runs(context: Context, feed: FeedView, statuses: Sequence[WantStatus], *, width: int, place: int = 0) -> Runs:
    """`▶ demo ×20  ● live  2 m old  every 3 m  ◔ 214/1000 today  ▲ 2 alarms · critical`; parts that do not apply are
    left out.

    `place` is the width of the whole breadcrumb. The name of an alarm, the pace and the quota are left out where the
    breadcrumb would lose a part.
    """
    lang = context.lang
    parts: list[Run] = []
    if context.demo_speed is not None:
        parts.append((words.DEMO(lang, speed=f"{context.demo_speed:g}"), "accent"))
    if context.replay is not None:
        parts.append(_replay(context, context.replay.clock))
    if context.store_trouble:
        parts.append((words.STORE_FAILED(lang), "bad"))
    else:
        parts.append((feed.text(lang), feed.role))
    if feed.age_s is not None and feed.phrase is not words.STALE:
        parts.append((words.AGE(lang, age=age_text(feed.age_s, lang)), "dim"))
    alarms = top_runs(context.firing, lang, context.names)
    pace_s = slowest_pace_s(statuses)
    # Where not all fit, the pace and the quota have a screen of their own.
    pace = [(words.PACE(lang, pace=age_text(pace_s, lang)), "dim")] if pace_s > SLOW_S else []
    box = _box(context)
    spent = tightest(context.spent, [status.want.endpoint for status in statuses])
    quota = [_quota(context, spent, wide=width >= WIDE)] if spent else []
    if width < WIDE:
        room = width - CLOCK - _cells((*parts, *box)) - AGE_GROWS - max(LEAST_PLACE, place)
        if alarms or box or _cells(quota) > room:
            quota = []
        if alarms or _cells((*quota, *pace)) > room:
            pace = []
    parts += [*pace, *quota, *box]
    if alarms:
        room = width - CLOCK - _cells(parts)
        # The first names the alarm: it must leave the whole breadcrumb, a shorter one some of it.
        beside = (max(LEAST_PLACE, place), *[LEAST_PLACE] * len(alarms))
        fitting = (
            run for run, left in zip(alarms, beside, strict=False) if cell_len(run[0]) + len(GAP[0]) <= room - left
        )
        parts.append(next(fitting, alarms[-1]))
    return tuple(run for part in parts for run in (GAP, part))


def _cells(parts: Iterable[Run]) -> int:
    return sum(cell_len(f"{GAP[0]}{text}") for text, _ in parts)


def _replay(context: Context, clock: ReplayClock) -> Run:
    """`▶ replay 14:07:31 ×10`; paused, or at its end, it stands."""
    now_ts = clock.now()
    stands = clock.is_paused or now_ts >= clock.end_ts
    phrase = replay_words.REPLAY_PAUSED if stands else replay_words.REPLAY
    return phrase(context.lang, time=context.zone.text(now_ts, "%H:%M:%S"), speed=f"{clock.speed:g}"), "accent"


def _box(context: Context) -> list[Run]:
    """The error of this box's clock, where it is large; the clock in the top line is the server's."""
    skew_s = context.clock.skew_s if isinstance(context.clock, ServerClock) else None
    if skew_s is None or abs(skew_s) < SKEW_S:
        return []
    phrase = words.BOX_BEHIND if skew_s > 0 else words.BOX_AHEAD
    return [(phrase(context.lang, age=skew_text(skew_s, context.lang)), "warn")]


def _quota(context: Context, spent: tuple[int, int], *, wide: bool) -> Run:
    used, limit = spent
    sign = "○◔◑◕●"[min(4, used * 5 // max(1, limit))]
    today = f" {words.TODAY(context.lang)}" if wide else ""
    return f"{sign} {used}/{limit}{today}", "bad" if used >= limit else "warn" if used > limit * 0.9 else "dim"


def clock_runs(context: Context) -> Runs:
    now_ts = context.clock.now()
    if context.replay is not None:
        # The time stands beside the speed; here the day.
        return ((context.zone.text(now_ts, "%m-%d"), "strong"), (f" {context.zone.label(now_ts)}", "dim"))
    return ((context.zone.text(now_ts, "%H:%M:%S"), "strong"), (f" {context.zone.label(now_ts)}", "dim"))
