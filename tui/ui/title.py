"""The terminal's title: the firing alarms, or by the thresholds the bad metrics and feeds without data."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.analysis.feeds.feed import age_text
from tui.domain.glossary import GROUPS
from tui.domain.records import AlarmState, Direction, KeptAlarm, Level, RuleKind
from tui.messages import alarms as alarm_words
from tui.messages import live as words
from tui.monitor.alarm import Alarm, BadMetric, unseen
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.texts.alarms import since_text, urgency, what_text
from tui.ui.texts.values import SIGNS, number
from tui.ui.widgets.styles import ASCII

# So many alarms are named.
MOST = 4
# A terminal that keeps no stack of titles is left with an empty one.
SAVE, RESTORE = "\x1b[22;2t", "\x1b]2;\x07\x1b[23;2t"


class TerminalTitle:
    """`text` is the title that scry wrote; "" while the title is the one before scry."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.text = ""
        self._write = write

    def tell(self, context: Context, alarm: Alarm) -> None:
        if not context.title:
            return
        text = title_of(context, alarm)
        if text != self.text:
            self._write(f"{'' if self.text else SAVE}\x1b]2;{text}\x07")
            self.text = text

    def restore(self) -> None:
        """Write the title of before: an alarm must not outlive the program."""
        if self.text:
            self._write(RESTORE)
            self.text = ""


def title_of(context: Context, alarm: Alarm) -> str:
    """`scry 课堂-prod · ▲ Video freeze 6.8 % bad since 13:47 (7 m old) · no data for 7 m`. Nothing stands there that
    somebody has acknowledged."""
    told = _fired(context) if context.follows_rules else _by_thresholds(context, unseen(alarm, context.firing))
    text = " · ".join(part for part in (f"scry {context.project}", *told) if part)
    return visible(text.translate(ASCII) if context.ascii else text)


def _fired(context: Context) -> Iterable[str]:
    """The most urgent of the alarms that the top line counts."""
    alarms = sorted((each for each in context.firing if each.state is AlarmState.FIRING), key=urgency)
    yield ", ".join(_alarm(context, each) for each in alarms[:MOST])
    if len(alarms) > MOST:
        yield words.TITLE_MORE(context.lang, n=len(alarms) - MOST)


def _alarm(context: Context, alarm: KeptAlarm) -> str:
    """Value and channel, the begin of the alarm, and the age of the value where no newer one came."""
    lang, says = context.lang, what_text(alarm, context.lang, context.names)
    phrase = {RuleKind.METRIC: words.TITLE_BAD, RuleKind.DIAGNOSES: words.TITLE_SINCE}.get(alarm.kind)
    if phrase is not None:
        says = phrase(lang, what=says, time=since_text(alarm, context.when(alarm.since_ts), lang))
    if (age_s := context.clock.now() - alarm.newest_ts) > context.stale_s:
        says = words.TITLE_OLD(lang, what=says, age=age_text(age_s, lang))
    return f"{SIGNS[Level.BAD, Direction.MORE_IS_WORSE if alarm.is_above else Direction.LESS_IS_WORSE]} {says}"


def _by_thresholds(context: Context, alarm: Alarm) -> Iterable[str]:
    """The metrics that are bad now come before those that were bad when their data ended."""
    for late in (False, True):
        yield ", ".join(_bad(context, one, alarm.now_ts) for one in alarm.bad if one.is_late is late)
    yield _no_data(context, alarm)


def _bad(context: Context, one: BadMetric, now_ts: float) -> str:
    """The bad metric and the start of its spell; with the age of the value where no newer one came."""
    sign = SIGNS[Level.BAD, one.metric.direction]
    value = number(one.value, one.metric, context.thresholds.get(one.metric.name))
    what = alarm_words.METRIC(context.lang, metric=one.metric.title(context.lang), value=value)
    says = words.TITLE_BAD(context.lang, what=what, time=context.when(one.since_ts))
    if one.is_late:
        says = words.TITLE_OLD(context.lang, what=says, age=age_text(now_ts - one.newest_ts, context.lang))
    return f"{sign} {says}"


def _no_data(context: Context, alarm: Alarm) -> str:
    """How long nothing has come; of which metrics, where others still come. With nothing bad before it, it bears the
    sign itself."""
    if not alarm.dead:
        return ""
    lang = context.lang
    says = words.TITLE_NO_DATA(lang, age=age_text(alarm.now_ts - min(alarm.dead.values()), lang))
    if not alarm.is_blind:
        groups = [metric.group for metric in context.edition.live_metrics.values() if metric.endpoint in alarm.dead]
        says += f" ({', '.join(GROUPS[group](lang) for group in dict.fromkeys(groups))})"
    return says if any(one.is_late for one in alarm.bad) else f"{SIGNS[Level.BAD, Direction.MORE_IS_WORSE]} {says}"
