"""Alarms in words: the subject with its value, the condition of a rule, the top line."""

from __future__ import annotations

from collections.abc import Sequence

from tui.domain.glossary import BIG_CHANNEL_METRICS, NAMED_METRICS, Metric, factor
from tui.domain.glossary.rounding import Limit, exact, fixed
from tui.domain.names import Names
from tui.domain.records import MINUTE, AlarmRule, AlarmState, KeptAlarm, RuleKind, Run, Severity
from tui.domain.text import Lang
from tui.messages import alarms as words
from tui.terminal.cells import visible

SEVERITIES = tuple(Severity)
ROLES = {Severity.INFO: "accent", Severity.WARNING: "warn", Severity.CRITICAL: "bad"}
_VALUES = {
    RuleKind.FEED_DEAD: words.FEED_DEAD,
    RuleKind.QUOTA_DRY: words.QUOTA_DRY,
    RuleKind.REPORT_UNSENT: words.REPORT_UNSENT,
}


def urgency(alarm: KeptAlarm) -> tuple[bool, int, float]:
    """The order of firing alarms: the unacknowledged ones first, then the most severe, then the newest."""
    return alarm.state is not AlarmState.FIRING, -SEVERITIES.index(alarm.severity), -alarm.since_ts


def severity_text(severity: Severity, lang: Lang) -> str:
    return words.SEVERITIES[severity.value](lang)


def metric_of(name: str) -> Metric | None:
    return NAMED_METRICS.get(name) or BIG_CHANNEL_METRICS.get(name)


def value_of(kind: RuleKind, metric: str, value: float, limit: float) -> str:
    """The value alone with its unit, on its own side of the limit."""
    found = metric_of(metric) if kind is RuleKind.METRIC else None
    decimals, unit = (found.decimals, found.unit) if found else (0, "")
    if kind is RuleKind.METRIC and found is None:
        decimals = 2
    return f"{fixed(value, decimals, '', (Limit(limit),))} {unit}".rstrip()


def subject_text(alarm: KeptAlarm, lang: Lang, *, worst: bool) -> str:
    """`Video freeze 6.8 %`, `at least 12 diagnoses a minute`: the newest value or the worst one."""
    value, is_at_least = (alarm.worst, alarm.worst_is_at_least) if worst else (alarm.value, alarm.is_at_least)
    text = value_of(alarm.kind, alarm.metric, value, alarm.limit)
    if is_at_least:
        text = words.AT_LEAST(lang, n=text)
    if alarm.kind is RuleKind.METRIC:
        return words.METRIC(lang, metric=_title(alarm.metric, lang), value=text)
    if alarm.kind is RuleKind.DIAGNOSES:
        if alarm.cause is not None:
            return words.DIAGNOSES_OF(lang, value=text, cause=factor(alarm.cause)(lang))
        return words.DIAGNOSES(lang, value=text)
    return _VALUES[alarm.kind](lang, value=text)


def what_text(alarm: KeptAlarm, lang: Lang, names: Names) -> str:
    """The newest value while the alarm lasts, the worst one afterwards, with the channel."""
    what = subject_text(alarm, lang, worst=not alarm.is_open)
    return words.WITHIN(lang, what=what, channel=names.channel(alarm.channel)) if alarm.channel else what


def since_text(alarm: KeptAlarm, time: str, lang: Lang) -> str:
    """`time`, or earlier where nothing is known of the time before it."""
    return words.OR_EARLIER(lang, time=time) if alarm.since_or_earlier else time


def limit_of(alarm: KeptAlarm) -> str:
    """`> 5 %`."""
    return f"{'>' if alarm.is_above else '<'} {_limit(alarm.kind, alarm.metric, alarm.limit)}"


def condition_text(rule: AlarmRule, lang: Lang) -> str:
    """`Video freeze > 5 % for 3 of 5 min`."""
    if rule.kind is RuleKind.METRIC:
        subject = _title(rule.metric, lang)
    else:
        subject = words.SUBJECTS[rule.kind.value](lang)
        if rule.cause is not None:
            subject = words.OF_CAUSE(lang, subject=subject, cause=factor(rule.cause)(lang))
    phrase = words.ABOVE if rule.is_above else words.BELOW
    said = phrase(lang, subject=subject, limit=_limit(rule.kind, rule.metric, rule.limit))
    n, of = (exact(slots * rule.slot_s / MINUTE) for slots in (rule.for_slots, rule.of_slots))
    if rule.of_slots > rule.for_slots:
        return words.FOR_SOME(lang, condition=said, n=n, of=of)
    return said if rule.for_slots * rule.slot_s <= MINUTE else words.FOR_ALL(lang, condition=said, n=n)


def _limit(kind: RuleKind, metric: str, limit: float) -> str:
    found = metric_of(metric) if kind is RuleKind.METRIC else None
    return f"{exact(limit)} {found.unit if found else ''}".rstrip()


def clear_text(rule: AlarmRule) -> str:
    return _limit(rule.kind, rule.metric, rule.clear)


def _title(metric: str, lang: Lang) -> str:
    found = metric_of(metric)
    return found.title(lang) if found else visible(metric)


def top_runs(firing: Sequence[KeptAlarm], lang: Lang, names: Names) -> tuple[Run, ...]:
    """`▲ 2 alarms · critical: Video freeze 6.8 %`, and shorter forms, for the top line; () where nothing fires. Alarms
    that are acknowledged stand back behind the others."""
    if not firing:
        return ()
    unseen = [alarm for alarm in firing if alarm.state is AlarmState.FIRING]
    if not unseen:
        return ((words.TOP_SEEN(lang, n=len(firing)), "warn"),)
    worst = min(unseen, key=urgency)
    given = {"severity": severity_text(worst.severity, lang), "what": what_text(worst, lang, names)}
    phrases = words.TOP_WIDE, words.TOP, words.TOP_SHORT
    return tuple((phrase(lang, n=len(unseen), **given), ROLES[worst.severity]) for phrase in phrases)
