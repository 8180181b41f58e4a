"""The view of Alarms: the summary line, the words about one alarm, alert or rule. Pure but for the zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.analysis.feeds.feed import age_text
from tui.domain.names import Names
from tui.domain.records import (
    MINUTE,
    AlarmRule,
    AlarmState,
    Delivery,
    DeliveryState,
    KeptAlarm,
    QuietHours,
    RuleKind,
    Run,
    Runs,
    Scope,
    Silence,
    VendorAlert,
)
from tui.domain.text import Lang
from tui.messages import alarms as words
from tui.monitor.dry_run import DryRun
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.alarms.query import MOST, PAST_S, AlarmsData
from tui.ui.features.alarms.rules import RulesData, words_of
from tui.ui.navigation import Route
from tui.ui.text_page import Paragraph
from tui.ui.texts.alarms import (
    ROLES,
    clear_text,
    condition_text,
    limit_of,
    severity_text,
    since_text,
    subject_text,
    urgency,
    what_text,
)

GAP: Run = ("   ", "text")
# So many alarms of a dry run are told.
MOST_PAST = 12


def summary_runs(data: AlarmsData | None, context: Context) -> Runs:
    """`2 firing   1 acknowledged   1 notification failed`; nothing is said before the store was read."""
    lang = context.lang
    if data is None:
        return ((words.READING(lang), "dim"),)
    counts = {state: sum(alarm.state is state for alarm in data.alarms) for state in AlarmState}
    runs: list[Run] = []
    if firing := counts[AlarmState.FIRING]:
        worst = min(data.firing, key=urgency)
        runs.append((words.FIRING(lang, n=firing), ROLES[worst.severity]))
    elif not counts[AlarmState.ACKNOWLEDGED]:
        runs.append((words.NONE_FIRING(lang), "text"))
    for state, phrase in ((AlarmState.ACKNOWLEDGED, words.ACKNOWLEDGED), (AlarmState.PENDING, words.PENDING)):
        if counts[state]:
            runs.append((phrase(lang, n=counts[state]), "warn"))
    for untold, phrase in ((DeliveryState.FAILED, words.UNTOLD), (DeliveryState.LOST, words.ALL_LOST)):
        if n := sum(data.untold(alarm.alarm_id, untold) for alarm in data.alarms if alarm.is_open):
            runs.append((phrase(lang, n=n), "bad"))
    if data.silences:
        runs.append((words.SILENCES(lang, n=len(data.silences)), "warn"))
    if data.is_cut:
        runs.append((words.CUT(lang, n=f"{MOST:,}"), "warn"))
    if data.unread:
        runs.append((words.OF_A_NEWER(lang, n=data.unread), "warn"))
    return tuple(run for each in runs for run in (GAP, each))[1:]


# -- one alarm


def about_alarm(
    alarm: KeptAlarm, told: Sequence[Delivery], rules: RulesData, context: Context
) -> tuple[Paragraph, ...]:
    """Its course, its notifications, its rule with its working."""
    lang, names = context.lang, context.names
    return (
        Paragraph(f"{severity_text(alarm.severity, lang)}: {what_text(alarm, lang, names)}", 1),
        Paragraph(words.LIFE_TITLE(lang), 2),
        *(Paragraph(text, 3) for text in course(alarm, context)),
        *(Paragraph(text, 3) for text in _left(alarm, rules, context)),
        Paragraph(words.TOLD_TITLE(lang), 2),
        *(Paragraph(text, 3) for text in told_texts(told, context)),
        *(Paragraph(silence_text(one, context), 3) for one in rules.silences if _holds(one, alarm, context)),
        Paragraph(words.RULE_TITLE(lang), 2),
        *(Paragraph(text, 3) for text in _rule_of(alarm, rules, context)),
    )


def _holds(one: Silence, alarm: KeptAlarm, context: Context) -> bool:
    return alarm.is_open and one.covers(alarm.rule, alarm.channel, context.clock.now())


def silence_text(one: Silence, context: Context) -> str:
    """`silenced until 14:50: every rule, room-7 (li@box: upgrade)`."""
    lang, names = context.lang, context.names
    by = person_text(one.by, names)
    comment = words.HIDDEN(lang) if names.hidden and one.comment else visible(one.comment)
    return words.SILENCE(
        lang,
        time=context.when(one.end_ts),
        rule=visible(one.rule) or words.EVERY_RULE(lang),
        channel=names.channel(one.channel) if one.channel else words.EVERY_CHANNEL(lang),
        by=words.DETAIL(lang, what=by, detail=comment) if comment else by,
    )


def silence_runs(silences: Sequence[Silence], context: Context) -> Runs:
    """The silences in force on one line, the last to end first."""
    return tuple(
        run
        for one in sorted(silences, key=lambda each: -each.end_ts)
        for run in (GAP, (silence_text(one, context), "warn"))
    )[1:]


def course(alarm: KeptAlarm, context: Context) -> Iterable[str]:
    lang, at = context.lang, context.instant
    yield words.VALUE(
        lang,
        time=context.when(alarm.newest_ts),
        value=subject_text(alarm, lang, worst=False),
        worst=subject_text(alarm, lang, worst=True),
        worst_time=context.when(alarm.worst_ts),
        limit=limit_of(alarm),
    )
    yield words.BEYOND_SINCE(
        lang, time=since_text(alarm, context.when(alarm.since_ts), lang), pending=at(alarm.pending_ts)
    )
    if alarm.fired_ts is not None:
        yield words.FIRED_AT(lang, time=at(alarm.fired_ts))
    if alarm.acknowledged_ts is not None:
        yield words.SEEN_AT(lang, time=at(alarm.acknowledged_ts), who=person_text(alarm.acknowledged_by, context.names))
    if alarm.over_ts is not None:
        if alarm.end_ts is None:
            yield words.DROPPED_AT(lang, time=at(alarm.over_ts))
        else:
            yield words.OVER_AT(lang, end=context.when(alarm.end_ts), time=at(alarm.over_ts))


def _left(alarm: KeptAlarm, rules: RulesData, context: Context) -> Iterable[str]:
    left_ts = None if rules.judged is None else rules.judged.left_ts(alarm)
    if left_ts is not None:
        yield words.LEFT(context.lang, time=context.when(left_ts))


def person_text(by: str, names: Names) -> str:
    return names.process(visible(by))


def told_texts(told: Sequence[Delivery], context: Context) -> Iterable[str]:
    """Each telling on a line, the failed and the unknown ones as such."""
    if not told:
        yield words.TOLD_NOBODY(context.lang)
    for one in told:
        yield _delivery(one, context)


def _delivery(one: Delivery, context: Context) -> str:
    lang = context.lang
    event = words.EVENTS[one.event.value](lang, turn=one.turn)
    time = context.instant(one.claimed_ts if one.settled_ts is None else one.settled_ts)
    given = {"event": event, "who": visible(one.notifier), "time": time, "n": one.attempts}
    if one.state is DeliveryState.SENT:
        said = words.SENT_STEP(lang, **given)
    elif one.state is DeliveryState.CLAIMED:
        said = words.BEING_TOLD(lang, **given)
    elif one.state is DeliveryState.LOST:
        said = words.LOST(lang, **given | {"time": context.instant(one.claimed_ts)})
    else:
        said = words.NOT_SENT(lang, **given)
        if one.next_ts is None:
            said = words.NO_MORE(lang, what=said)
        else:
            said = words.NEXT_TRY(lang, what=said, time=context.instant(one.next_ts))
    if not one.detail:
        return said
    detail = words.HIDDEN(lang) if context.names.hidden else visible(one.detail)
    return words.DETAIL(lang, what=said, detail=detail)


def _rule_of(alarm: KeptAlarm, rules: RulesData, context: Context) -> Iterable[str]:
    lang = context.lang
    rule = next((each for each in rules.rules if each.name == alarm.rule), None)
    if rule is None:
        phrase = words.RULE_GONE if context.replay is None else words.RULE_OF_THEN
        yield phrase(lang, name=visible(alarm.rule))
        return
    yield from conditions(rule, lang)
    if (rule.kind, rule.metric, rule.limit, rule.is_above) != (alarm.kind, alarm.metric, alarm.limit, alarm.is_above):
        yield words.RULE_CHANGED(lang, limit=limit_of(alarm))


# -- one rule


def about_rule(rule: AlarmRule, rules: RulesData, context: Context) -> tuple[Paragraph, ...]:
    """Its condition, and the alarms that it would have raised."""
    lang = context.lang
    told = [Paragraph(visible(rule.name), 1), *(Paragraph(text, 3) for text in conditions(rule, lang))]
    if rule.channels:
        told.append(
            Paragraph(words.ALERT_OTHER(lang, name=words.CHANNEL(lang), text=words_of(rule.channels, context.names)), 3)
        )
    if (silence := rules.silence_of(rule)) is not None:
        told.append(Paragraph(silence_text(silence, context), 3))
    told.append(Paragraph(words.PAST(lang), 2))
    if rule.name not in rules.past:
        return (*told, Paragraph(words.WORKING(lang), 3))
    past = rules.past[rule.name]
    return (*told, *(Paragraph(text, 3) for text in past_texts(rule, past, age_text(PAST_S, lang), context)))


def past_texts(rule: AlarmRule, past: DryRun | None, span: str, context: Context) -> Iterable[str]:
    """The number of alarms, the last of them, and how much of the past is stored."""
    lang = context.lang
    if past is None:
        yield words.DRY_NOT(lang)
        return
    if not past.known:
        yield words.DRY_NOTHING(lang)
        return
    yield words.DRY_RUN(lang, span=span, n=len(past.alarms))
    for alarm in past.alarms[-MOST_PAST:][::-1]:
        worst = subject_text(alarm, lang, worst=True)
        if alarm.end_ts is None:
            yield words.DRY_OPEN(lang, start=since_text(alarm, context.when(alarm.since_ts), lang), worst=worst)
        else:
            start, end = context.ends(alarm.since_ts, alarm.end_ts)
            yield words.DRY_ONE(lang, start=since_text(alarm, start, lang), end=end, worst=worst)
    known, of = (f"{slots * rule.slot_s // MINUTE:,}" for slots in (past.known, past.of))
    phrase = words.DRY_KNOWN_IN if past.by_channel else words.DRY_KNOWN
    yield phrase(lang, known=known, of=of, n=len(past.by_channel))


def conditions(rule: AlarmRule, lang: Lang) -> Iterable[str]:
    """The condition of the rule, the way to its end, the hours in which nobody is notified."""
    yield words.BY_RULE(
        lang,
        name=visible(rule.name),
        severity=severity_text(rule.severity, lang),
        condition=condition_text(rule, lang),
    )
    yield words.CLEARS(lang, n=max(1, rule.clear_slots * rule.slot_s // MINUTE), clear=clear_text(rule))
    if rule.quiet is not None:
        yield _quiet_text(rule.quiet, lang)


def _quiet_text(quiet: QuietHours, lang: Lang) -> str:
    start, end = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in (quiet.first, quiet.end))
    return words.QUIET_HOURS(lang, start=start, end=end, zone=quiet.zone or words.OWN_ZONE(lang))


# -- the way to the moment


def route_of(one: KeptAlarm | VendorAlert) -> Route:
    """The screen that shows the moment: of an alert its call, of an alarm the screen of its subject."""
    if isinstance(one, VendorAlert):
        moment_ts, channel = int(one.ts), one.channel or None
        if one.call_id:
            return Route("call", Scope(moment_ts=moment_ts, channel=channel, call_id=one.call_id, uid=one.uid or None))
        minute = moment_ts // MINUTE * MINUTE
        return Route("diagnosis" if channel else "live", Scope(moment_ts=minute, channel=channel))
    minute = one.since_ts // MINUTE * MINUTE
    if one.kind is RuleKind.QUOTA_DRY:
        return Route("quota")
    if one.kind is RuleKind.REPORT_UNSENT:
        return Route("reports")
    if one.kind is RuleKind.DIAGNOSES or one.channel:
        return Route("diagnosis", Scope(moment_ts=minute, channel=one.channel or None))
    return Route("live", Scope(moment_ts=minute), metric=one.metric)
