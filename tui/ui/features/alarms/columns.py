"""The columns of alarms and rules, in the lists and in exports. Pure but for the context's zone.

An alert of the vendor is a row of its own kind, without a limit, a severity or a life. Its content, and the answer of a
notifier, may name anybody: where names are hidden they are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tui.analysis.feeds.feed import age_text
from tui.domain.fields import AtLeast, FieldKind, Lacking, Listed, Scalar
from tui.domain.fields import ExtractCell as Value
from tui.domain.records import AlarmState, Delivery, DeliveryState, KeptAlarm, RuleKind, Runs, Silence, VendorAlert
from tui.domain.text import Lang
from tui.export.extract import Extract, ExtractTable, Setting
from tui.messages import alarms as words
from tui.messages import frame as frame_words
from tui.terminal.cells import Column, visible
from tui.ui.context import Context
from tui.ui.extracts import SEPARATOR, arranged, findings_of, setting_in
from tui.ui.features.alarms.query import AlarmsData, key_of
from tui.ui.features.alarms.rules import RulesData, rules_table
from tui.ui.texts.alarms import ROLES, metric_of, severity_text, since_text, what_text
from tui.ui.texts.alerts import alert_content
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

ALERT = "alert"
SIGNS = {
    AlarmState.FIRING: "▲",
    AlarmState.ACKNOWLEDGED: "△",
    AlarmState.PENDING: "◌",
    AlarmState.OVER: "·",
}
STATE_ROLES = {AlarmState.ACKNOWLEDGED: "warn", AlarmState.PENDING: "pending", AlarmState.OVER: "dim"}

COLUMNS = (
    Described("alarm_state", title=words.STATE, width=14, key="state"),
    Described("alarm_state_name", told=False),
    Described("severity", coded=True, may_lack=True, title=words.SEVERITY, width=8, priority=2),
    Described("start", FieldKind.TIME, title=words.SINCE, key="since"),
    Described("since_or_earlier", FieldKind.FLAG, told=False),
    Described("end", FieldKind.TIME, may_lack=True),
    Described("duration_s", FieldKind.NUMBER, "s", may_lack=True, title=words.LASTS, width=6, key="lasts"),
    Described("alarm", title=words.ALARM, width=23, grow=5),
    Described("rule", may_lack=True),
    Described("metric_name", may_lack=True, told=False),
    Described("channel", title=words.CHANNEL, width=8, grow=1, priority=4),
    Described("value", FieldKind.NUMBER, unit_of="unit", may_lack=True, may_be_more=True),
    Described("worst", FieldKind.NUMBER, unit_of="unit", may_lack=True, may_be_more=True),
    Described("worst_at", FieldKind.TIME, may_lack=True),
    Described("bad_limit", FieldKind.NUMBER, unit_of="unit", may_lack=True),
    Described("unit", told=False),
    Described("pending_since", FieldKind.TIME, may_lack=True),
    Described("fired", FieldKind.TIME, may_lack=True),
    Described("last_judged", FieldKind.TIME, may_lack=True),
    Described("notified", FieldKind.LIST, title=words.TOLD, width=8, grow=9, priority=1),
    Described("acknowledged_by", may_lack=True, title=words.SEEN_BY, width=16, grow=1, priority=3),
    Described("acknowledged", FieldKind.TIME, may_lack=True),
    Described("call_id", may_lack=True),
    Described("uid", may_lack=True),
    Described("current_users", FieldKind.NUMBER, may_lack=True),
    Described("told_by_agora", FieldKind.TIME, may_lack=True),
    Described("received", FieldKind.TIME, may_lack=True),
    Described("silenced_until", FieldKind.TIME, may_lack=True),
)
SILENCES = (
    Described("silence_id", FieldKind.NUMBER, title=words.NUMBER, width=4),
    Described("rule", title=words.RULE, width=12, grow=1),
    Described("channel", title=words.CHANNEL, width=12, grow=1),
    Described("start", FieldKind.TIME),
    Described("end", FieldKind.TIME, title=words.UNTIL, width=8),
    Described("made_by", title=words.BY, width=12),
    Described("comment", title=words.COMMENT, width=12, grow=2, priority=1),
)
NONE = Lacking("none_known")
# The outcomes that are counted in front of the first success.
UNTOLD = (
    (DeliveryState.FAILED, words.FAILED, "bad"),
    (DeliveryState.LOST, words.SOME_LOST, "bad"),
    (DeliveryState.CLAIMED, words.SOME_CLAIMED, "dim"),
)


def alarm_columns(data: AlarmsData | None, context: Context) -> tuple[Column, ...]:
    times = [len(_since(one, context)) for one in data.entries] if data else []
    return list_columns(COLUMNS, context.lang, {"since": max([8, *times])})


def alarm_rows(data: AlarmsData, context: Context) -> list[Row]:
    setting = setting_in(context)
    return [list_row(COLUMNS, key_of(one), _told(one, data, context, setting)) for one in data.entries]


def alarms_export(
    data: AlarmsData,
    rules: RulesData,
    context: Context,
    active: str,
    shown: ShownRows,
    rules_shown: ShownRows,
    setting: Setting,
) -> Extract:
    """`active` is the list that the keys go to: the table of a copy and of CSV."""
    lang = setting.lang
    rows = {key_of(one): values_of(COLUMNS, _told(one, data, context, setting)) for one in data.entries}
    lists = {
        "alarms": arranged("alarms", fields_of(COLUMNS), rows, "alarm", shown, setting),
        "rules": rules_table(rules, rules_shown, context, setting),
        "silences": _silences_table(data.silences, setting),
    }
    said = [(key_of(alarm), _sentence(alarm, data.judged.left_ts(alarm), setting)) for alarm in data.firing]
    return Extract(
        screen="alarms",
        title=frame_words.TABS["alarms"](lang),
        table=lists.pop(active),
        window=data.window,
        scope={"channel": setting.names.channel(data.channel)} if data.channel else {},
        findings=findings_of(shown, said, _whole(data, lang), none=words.NONE_FIRING(lang)),
        others=tuple(lists.values()),
    )


def _sentence(alarm: KeptAlarm, left_ts: float | None, setting: Setting) -> str:
    lang = setting.lang
    state, since = words.STATES[alarm.state.value](lang), setting.time(alarm.since_ts)
    return words.FIRING_SINCE(
        lang,
        severity=severity_text(alarm.severity, lang),
        what=what_text(alarm, lang, setting.names),
        time=since_text(alarm, since, lang),
        state=state if left_ts is None else words.LEFT_SINCE(lang, what=state, time=setting.time(left_ts)),
    )


def _whole(data: AlarmsData, lang: Lang) -> tuple[str, ...]:
    newer = (words.OF_A_NEWER(lang, n=data.unread),) if data.unread else ()
    return (*newer, words.CUT(lang, n=f"{data.most:,}")) if data.is_cut else newer


def _silences_table(silences: Sequence[Silence], setting: Setting) -> ExtractTable:
    rows = {str(one.silence_id): values_of(SILENCES, _silence_told(one, setting)) for one in silences}
    return ExtractTable("silences", fields_of(SILENCES), tuple(rows.values()), tuple(rows), "silence_id")


def _silence_told(one: Silence, setting: Setting) -> Items:
    lang, names = setting.lang, setting.names
    return (
        one.silence_id,
        visible(one.rule) or words.EVERY_RULE(lang),
        names.channel(one.channel) if one.channel else words.EVERY_CHANNEL(lang),
        int(one.start_ts),
        int(one.end_ts),
        names.process(visible(one.by)),
        words.HIDDEN(lang) if names.hidden and one.comment else visible(one.comment),
    )


# -- one row


def _told(one: KeptAlarm | VendorAlert, data: AlarmsData, context: Context, setting: Setting) -> Items:
    if isinstance(one, VendorAlert):
        return _alert_told(one, context, setting)
    return _alarm_told(one, data, context, setting)


def state_runs(alarm: KeptAlarm, context: Context) -> Runs:
    role = STATE_ROLES.get(alarm.state) or ROLES[alarm.severity]
    return ((f"{SIGNS[alarm.state]} {words.STATES[alarm.state.value](context.lang)}", role),)


def _alarm_told(alarm: KeptAlarm, data: AlarmsData, context: Context, setting: Setting) -> Items:
    lang, names = setting.lang, setting.names
    its_severity = severity_text(alarm.severity, lang)
    what = what_text(alarm, lang, names)
    found = metric_of(alarm.metric) if alarm.kind is RuleKind.METRIC else None
    left_ts, judged_ts = data.judged.left_ts(alarm), data.last.get((alarm.rule, alarm.channel))
    # Of an alarm that nobody judges any more nobody knows how long it lasts.
    lasted = _lasted(alarm, data.now_ts) if left_ts is None else None
    end = _end(alarm) if left_ts is None else Lacking("unknown")
    silenced_ts = data.silenced_ts(alarm)
    told = what if left_ts is None else words.LEFT_SINCE(lang, what=what, time=context.instant(left_ts))
    notified = data.told.get(alarm.alarm_id, ())
    by = names.process(alarm.acknowledged_by)
    role = "text" if alarm.is_open else "dim"
    return (
        Told(words.STATES[alarm.state.value](lang), state_runs(alarm, context), alarm.state.value),
        alarm.state.value,
        Told(alarm.severity.value, ((its_severity, ROLES[alarm.severity] if alarm.is_open else "dim"),), its_severity),
        Told(alarm.since_ts, _since(alarm, context)),
        alarm.since_or_earlier,
        end,
        Told(
            Lacking("unknown") if lasted is None else lasted,
            (("–" if lasted is None else age_text(lasted, lang), role),),
            lasted,
        ),
        Told(what, ((told, "strong" if alarm.state is AlarmState.FIRING else role),)),
        alarm.rule,
        alarm.metric or NONE,
        Told(names.channel(alarm.channel), sort=alarm.channel.casefold()),
        AtLeast(alarm.value) if alarm.is_at_least else alarm.value,
        AtLeast(alarm.worst) if alarm.worst_is_at_least else alarm.worst,
        alarm.worst_ts,
        alarm.limit,
        found.unit if found else "",
        alarm.pending_ts,
        NONE if alarm.fired_ts is None else alarm.fired_ts,
        NONE if judged_ts is None else judged_ts,
        Told(_notified(notified, setting), notified_runs(notified, context), _sent(notified)),
        Told(by or NONE, by, by),
        NONE if alarm.acknowledged_ts is None else alarm.acknowledged_ts,
        *(NONE for _ in ("call_id", "uid", "current_users", "told_by_agora", "received")),
        NONE if silenced_ts is None else silenced_ts,
    )


def _alert_told(alert: VendorAlert, context: Context, setting: Setting) -> Items:
    lang, names = setting.lang, setting.names
    says = alert_content(alert, lang, names)
    return (
        Told(words.STATES[ALERT](lang), ((f"◆ {words.STATES[ALERT](lang)}", "accent"),), ALERT),
        ALERT,
        Told(NONE, "", ""),
        Told(alert.ts, _since(alert, context)),
        False,
        NONE,
        Told(NONE, "", -1.0),
        Told(says, says),
        NONE,
        NONE,
        Told(names.channel(alert.channel), sort=alert.channel.casefold()),
        *(NONE for _ in ("value", "worst", "worst_at", "bad_limit")),
        "",
        NONE,
        NONE,
        NONE,
        Told(Listed((), ""), "", ""),
        Told(NONE, "", ""),
        NONE,
        names.call(alert.call_id) or NONE,
        names.user(alert.uid) or NONE,
        NONE if alert.users is None else alert.users,
        NONE if alert.told_ts is None else alert.told_ts,
        alert.received_ts,
        NONE,
    )


def _since(one: KeptAlarm | VendorAlert, context: Context) -> str:
    if isinstance(one, VendorAlert):
        return context.instant(one.ts)
    return f"{'≤' if one.since_or_earlier else ''}{context.instant(one.since_ts)}"


def _end(alarm: KeptAlarm) -> Value:
    if alarm.is_open:
        return Lacking("still_on")
    return Lacking("unknown") if alarm.end_ts is None else alarm.end_ts


def _lasted(alarm: KeptAlarm, now_ts: float) -> int | None:
    """Seconds; None where the end is not known."""
    if alarm.is_open:
        return max(0, int(now_ts) - alarm.since_ts)
    return None if alarm.end_ts is None else max(0, alarm.end_ts - alarm.since_ts)


# -- the deliveries


def _sent(notified: Sequence[Delivery]) -> str:
    return " ".join(one.notifier for one in notified)


def notified_runs(notified: Sequence[Delivery], context: Context) -> Runs:
    """`1 failed · 1 lost · ops.sh 13:50:02`: the numbers of those without success, and the first telling."""
    if not notified:
        return ()
    lang = context.lang
    sent = [one for one in notified if one.state.value == "sent"]
    counts = Counter(one.state for one in notified)
    parts: list[tuple[str, str]] = []
    for state, phrase, role in UNTOLD:
        if counts[state]:
            parts += [(SEPARATOR, "dim")] if parts else []
            parts.append((phrase(lang, n=counts[state]), role))
    if sent:
        text = words.SENT(lang, who=notifier_text(sent[0], context), time=context.instant(_at(sent[0])))
        parts += [(SEPARATOR, "dim")] if parts else []
        parts.append((text, "dim"))
    return tuple(parts)


def notifier_text(one: Delivery, context: Context) -> str:
    return visible(one.notifier)


def _at(one: Delivery) -> float:
    return one.claimed_ts if one.settled_ts is None else one.settled_ts


def _notified(notified: Sequence[Delivery], setting: Setting) -> Listed:
    """Each telling, with its outcome."""
    lang = setting.lang
    items: list[Mapping[str, Scalar]] = []
    texts = []
    for one in notified:
        outcome, at_ts = words.OUTCOMES[one.state.value](lang), _at(one)
        items.append(
            {
                "notifier": visible(one.notifier),
                "event": one.event.value,
                "turn": one.turn,
                "outcome": one.state.value,
                "at_ts": at_ts,
                "attempts": one.attempts,
                "next_try_ts": one.next_ts,
                "next_try_state": "known" if one.next_ts is not None else "none_known",
                "detail": words.HIDDEN(lang) if setting.names.hidden and one.detail else visible(one.detail),
            }
        )
        event = words.EVENTS[one.event.value](lang, turn=one.turn)
        texts.append(f"{event} {visible(one.notifier)} {outcome} {setting.time(at_ts)}")
    return Listed(tuple(items), SEPARATOR.join(texts))
