"""Notice text: subject, body and JSON of an alarm's notice, in the project's language. Pure.

[classroom] critical: Video freeze rate 8.1 % in room-7
Rule: freeze (critical)
Since: 2026-11-30 13:31 UTC (4 min)
Value: 8.1 % at 13:35; limit > 5 %
Most affected users: 80121 (12 diagnoses)
Root causes that Agora names: uplink packet loss, user 443 (5×)
Open: scry --profile classroom --at 2026-11-30T13:31:00Z --channel room-7
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

from tui.clock import Zone
from tui.domain.glossary import BIG_CHANNEL_METRICS, NAMED_METRICS, Metric, factor
from tui.domain.glossary.codes import DOWNSTREAM
from tui.domain.glossary.rounding import Limit, exact, figure
from tui.domain.records import MINUTE, AlarmEvent, AlarmNotice, KeptAlarm, NamedCause, RuleKind
from tui.domain.text import Lang, Phrase
from tui.messages import notices as words

_FORM = "%Y-%m-%d %H:%M"
# The most users, and the most root causes, of a body.
MOST_NAMED = 3
_BY_KIND = {
    RuleKind.FEED_DEAD: words.FEED_DEAD,
    RuleKind.QUOTA_DRY: words.QUOTA_DRY,
    RuleKind.REPORT_UNSENT: words.REPORT_UNSENT,
}


def subject(notice: AlarmNotice, lang: Lang) -> str:
    if notice.is_test:
        return words.TEST_SUBJECT(lang, project=notice.project)
    severity = words.SEVERITIES[notice.alarm.severity.value](lang)
    is_over = notice.event is AlarmEvent.OVER
    phrase = words.CLOSED if is_over and notice.alarm.is_dropped else words.SUBJECTS[notice.event.value]
    return phrase(lang, project=notice.project, severity=severity, what=_what(notice.alarm, lang, worst=is_over))


def body(notice: AlarmNotice, lang: Lang, zone: Zone) -> str:
    return "\n".join(_lines(notice, lang, zone))


def payload(notice: AlarmNotice, lang: Lang, zone: Zone) -> dict[str, Any]:
    """The JSON that a command reads: the text, and every value of it. Times are epoch seconds, and ISO 8601 in UTC."""
    alarm, utc = notice.alarm, Zone(utc=True)
    counted = partial(_number, is_at_least=notice.counts_at_least)

    def times(**named: float | None) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, ts in named.items():
            if ts is not None:
                told |= {f"{name}_ts": ts, name: utc.text(ts, "%FT%TZ")}
        return told

    return {
        "event": "test" if notice.is_test else notice.event.value,
        "turn": notice.turn,
        "test": notice.is_test,
        "project": notice.project,
        "profile": notice.profile,
        "subject": subject(notice, lang),
        "body": body(notice, lang, zone),
        "open": notice.opening,
        "alarm": {
            "id": alarm.alarm_id,
            "rule": alarm.rule,
            "kind": alarm.kind.value,
            "severity": alarm.severity.value,
            "state": alarm.state.value,
            "channel": alarm.channel,
            **({"metric": alarm.metric} if alarm.metric else {}),
            **({"root_cause": alarm.cause} if alarm.cause is not None else {}),
            **_number("value", alarm.value, is_at_least=alarm.is_at_least),
            **_number("worst", alarm.worst, is_at_least=alarm.worst_is_at_least),
            "limit": alarm.limit,
            "since_or_earlier": alarm.since_or_earlier,
            "bad": "above" if alarm.is_above else "below",
            **times(
                since=alarm.since_ts, newest=alarm.newest_ts, worst_at=alarm.worst_ts, fired=alarm.fired_ts,
                acknowledged=alarm.acknowledged_ts, end=alarm.end_ts, over=alarm.over_ts,
            ),
        },
        "who": [{"uid": one.uid, **counted("diagnoses", one.diagnoses)} for one in notice.who],
        "why": [
            {"root_cause": one.factor_id, "uid": one.host_uid, **counted("times", one.times)} for one in notice.why
        ],
        **times(sent=notice.sent_ts),
    }  # fmt: skip


def _number(name: str, value: float, *, is_at_least: bool) -> dict[str, float | str]:
    """JSON has no infinite number. `…_at_least` stands beside a number that is the least that it can be."""
    told: dict[str, float | str] = {name: value if math.isfinite(value) else str(value)}
    return told | {f"{name}_at_least": True} if is_at_least else told


def _lines(notice: AlarmNotice, lang: Lang, zone: Zone) -> Iterator[str]:
    if notice.is_test:
        yield words.TEST_BODY(lang)
        return
    alarm = notice.alarm
    yield words.RULE(lang, rule=alarm.rule, severity=words.SEVERITIES[alarm.severity.value](lang))
    if alarm.channel:
        yield words.CHANNEL(lang, channel=alarm.channel)
    yield _time(notice, lang, zone)
    if notice.event is not AlarmEvent.OVER:
        limit = (words.ABOVE if alarm.is_above else words.BELOW)(
            lang, limit=_with_unit(alarm, exact(alarm.limit), lang)
        )
        at = zone.text(alarm.newest_ts)
        yield words.VALUE(lang, value=_value(alarm, lang, worst=False), time=at, limit=limit)
    if notice.event is AlarmEvent.OVER or _worst(alarm) != (alarm.value, alarm.is_at_least):
        yield words.WORST(lang, value=_value(alarm, lang, worst=True), time=zone.text(alarm.worst_ts))
    yield from _known(notice, lang)
    if notice.opening:
        yield words.OPEN(lang, command=notice.opening)


def _time(notice: AlarmNotice, lang: Lang, zone: Zone) -> str:
    alarm = notice.alarm
    start = zone.full(alarm.since_ts, _FORM)
    age = _age((notice.sent_ts if alarm.end_ts is None else alarm.end_ts) - alarm.since_ts, lang)
    if alarm.since_or_earlier:
        start, age = words.OR_EARLIER(lang, time=start), words.AT_LEAST(lang, n=age)
    if notice.event is not AlarmEvent.OVER:
        return words.SINCE(lang, time=start, age=age)
    if alarm.end_ts is None:
        return words.END_UNKNOWN(lang, time=start)
    end = zone.full(alarm.end_ts, _FORM)
    return words.LASTED(lang, start=start, end=end, age=age)


def _known(notice: AlarmNotice, lang: Lang) -> Iterator[str]:
    """The users and root causes, as far as known; of a rule about the feed, the quota or a report there are none."""
    if notice.alarm.kind not in (RuleKind.METRIC, RuleKind.DIAGNOSES):
        return
    n = partial(_count, lang, is_at_least=notice.counts_at_least)
    users = [words.ONE_USER(lang, uid=one.uid, n=n(one.diagnoses)) for one in notice.who[:MOST_NAMED]]
    yield words.WHO(lang, users=words.COMMA(lang).join(users)) if users else words.WHO_UNKNOWN(lang)
    causes = [_cause(one, n(one.times), lang) for one in notice.why[:MOST_NAMED]]
    yield words.WHY(lang, causes=words.SEMICOLON(lang).join(causes)) if causes else words.WHY_UNKNOWN(lang)


def _count(lang: Lang, count: object, *, is_at_least: bool) -> str:
    return words.AT_LEAST(lang, n=count) if is_at_least else str(count)


def _cause(one: NamedCause, times: str, lang: Lang) -> str:
    """A stream on its way down comes from the user that is named."""
    by = words.ONE_CAUSE_FROM if one.factor_id in DOWNSTREAM else words.ONE_CAUSE_BY
    phrase = by if one.host_uid else words.ONE_CAUSE
    return phrase(lang, cause=factor(one.factor_id)(lang), uid=one.host_uid, n=times)


def _what(alarm: KeptAlarm, lang: Lang, *, worst: bool) -> str:
    if alarm.kind is RuleKind.METRIC:
        metric = _metric(alarm)
        title = metric.title(lang) if metric else alarm.metric
        what = words.METRIC(lang, metric=title, value=_value(alarm, lang, worst=worst))
    elif alarm.kind is RuleKind.DIAGNOSES and alarm.cause is not None:
        what = words.DIAGNOSES_OF(lang, value=_figure(alarm, lang, worst=worst), cause=factor(alarm.cause)(lang))
    else:
        what = _BY_KIND.get(alarm.kind, words.DIAGNOSES)(lang, value=_figure(alarm, lang, worst=worst))
    return words.IN_CHANNEL(lang, what=what, channel=alarm.channel) if alarm.channel else what


def _metric(alarm: KeptAlarm) -> Metric | None:
    return NAMED_METRICS.get(alarm.metric) or BIG_CHANNEL_METRICS.get(alarm.metric)


def _worst(alarm: KeptAlarm) -> tuple[float, bool]:
    return alarm.worst, alarm.worst_is_at_least


def _figure(alarm: KeptAlarm, lang: Lang, *, worst: bool) -> str:
    """The newest value or the worst one: on its own side of the limit, however near."""
    value, is_at_least = _worst(alarm) if worst else (alarm.value, alarm.is_at_least)
    told = figure(value, (Limit(alarm.limit, 1 if alarm.is_above else -1),))
    return _count(lang, told, is_at_least=is_at_least)


def _value(alarm: KeptAlarm, lang: Lang, *, worst: bool) -> str:
    return _with_unit(alarm, _figure(alarm, lang, worst=worst), lang)


def _with_unit(alarm: KeptAlarm, number: str, lang: Lang) -> str:
    if alarm.kind in (RuleKind.FEED_DEAD, RuleKind.QUOTA_DRY):
        return words.MINUTES(lang, n=number)
    metric = _metric(alarm)
    return f"{number} %" if metric is not None and metric.unit == "%" else number


def _age(seconds: float, lang: Lang) -> str:
    """Whole minutes."""
    hours, minutes = divmod(max(0, int(seconds // MINUTE)), 60)
    return words.HOURS(lang, hours=hours, minutes=minutes) if hours else words.MINUTES(lang, n=minutes)


def outcome(phrase: Phrase, lang: Lang, text: str = "", **values: object) -> str:
    """A notifier's answer, with the first words that came along."""
    said = phrase(lang, **values)
    return words.SAID(lang, outcome=said, text=text) if text else said
