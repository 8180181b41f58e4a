"""The summary of an incident as an extract: its sentences, and a table for each part. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tui.analysis.findings.engine import finding_of
from tui.analysis.project.diagnosis import FactorCount
from tui.analysis.project.incident import MetricCount, Sufferer
from tui.domain.fields import AtLeast, FieldKind, Lacking, Limited, Listed
from tui.domain.fields import ExtractCell as Value
from tui.domain.glossary import experience
from tui.domain.glossary.levels import limits_of
from tui.domain.records import Delivery, DeliveryState, KeptAlarm, KeptNote, KeptReport, MinuteState, VendorAlert
from tui.export.extract import Extract, ExtractTable, Setting
from tui.messages import incident as words
from tui.messages import report as report_words
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.extracts import SEPARATOR, factor_text, plain_table, tally
from tui.ui.features.findings.export import findings_table
from tui.ui.features.findings.incident import facts_of, report_state, sentence
from tui.ui.features.findings.incident_query import AffectedCall, IncidentData
from tui.ui.texts.alarms import what_text
from tui.ui.texts.alerts import alert_content
from tui.ui.texts.notes import about_text, line_of
from tui.ui.widgets.described import Described

_STATES = tuple(MinuteState)
METRICS = (
    Described("metric"),
    Described("metric_name", told=False),
    Described("unit", told=False),
    Described("bad_limit", FieldKind.NUMBER, unit_of="unit"),
    Described("minutes_bad", FieldKind.NUMBER),
    *(Described(f"minutes_{state.value.replace(' ', '_')}", FieldKind.NUMBER) for state in _STATES),
    Described("abnormal_from", FieldKind.TIME, may_lack=True),
    Described("since_or_earlier", FieldKind.FLAG, told=False),
    Described("abnormal_until", FieldKind.TIME, may_lack=True),
    Described("still_bad", FieldKind.FLAG, told=False),
    Described("worst", FieldKind.NUMBER, unit_of="unit", may_lack=True),
    Described("worst_at", FieldKind.TIME, may_lack=True),
)
SUFFERERS = (
    Described("uid"),
    Described("diagnoses", FieldKind.NUMBER, may_be_more=True),
    Described("experiences", FieldKind.LIST),
    Described("in_channels", FieldKind.LIST),
    Described("first_at", FieldKind.TIME),
    Described("last_at", FieldKind.TIME),
)
CALLS = (
    Described("start", FieldKind.TIME),
    Described("end", FieldKind.TIME, may_lack=True),
    Described("channel"),
    Described("people_diagnosed", FieldKind.NUMBER, may_be_more=True),
    Described("call_id"),
)
CAUSES = (
    Described("cause"),
    Described("factor_id", FieldKind.NUMBER, told=False),
    Described("diagnoses", FieldKind.NUMBER, may_be_more=True),
    Described("hosts", FieldKind.LIST),
)
ALARMS = (
    Described("alarm_state", coded=True),
    Described("severity", coded=True, may_lack=True),
    Described("alarm"),
    Described("channel"),
    Described("start", FieldKind.TIME),
    Described("since_or_earlier", FieldKind.FLAG, told=False),
    Described("fired", FieldKind.TIME, may_lack=True),
    Described("told_times", FieldKind.NUMBER),
    Described("told_failed", FieldKind.NUMBER),
    Described("told_unknown", FieldKind.NUMBER),
    Described("acknowledged_by", may_lack=True),
    Described("acknowledged", FieldKind.TIME, may_lack=True),
    Described("over", FieldKind.TIME, may_lack=True),
)
NOTES = (
    Described("at", FieldKind.TIME),
    Described("by"),
    Described("note_about"),
    Described("note", may_lack=True),
    Described("metric_name", may_lack=True, told=False),
)
REPORTS = (
    Described("at", FieldKind.TIME),
    Described("channel"),
    Described("report_type"),
    Described("report_state"),
    Described("report_state_name", told=False),
    Described("changed", FieldKind.TIME),
)
NONE = Lacking("none_known")


def incident_export(
    data: IncidentData, context: Context, setting: Setting, *, known_ts: float | None = None
) -> Extract:
    """`known_ts` is the last moment of the bundle that it is read from; None: a store."""
    known = () if known_ts is None else (words.OF_BUNDLE(setting.lang, time=setting.time(known_ts)),)
    at_least = data.diagnosed.at_least
    tables: Sequence[ExtractTable] = (
        plain_table("sufferers", SUFFERERS, (_sufferer(one, setting, at_least) for one in data.sufferers), "uid"),
        plain_table("incident_calls", CALLS, (_call(one, setting, at_least) for one in data.calls), "call_id"),
        plain_table("agora_causes", CAUSES, (_cause(one, setting, at_least) for one in data.diagnosed.causes), "cause"),
        findings_table(map(finding_of, data.found), context, setting),
        plain_table(
            "incident_alarms",
            ALARMS,
            (
                *(_alarm(one, data.told.get(one.alarm_id, ()), setting) for one in data.alarms),
                *(_alert(one, setting) for one in data.alerts),
            ),
            "alarm",
        ),
        plain_table("notes", NOTES, (_note(one, setting) for one in data.notes), "note"),
        plain_table("reports", REPORTS, (_report(one, setting) for one in data.reports), "channel"),
    )
    return Extract(
        screen="incident",
        title=words.TITLE(setting.lang),
        table=plain_table("incident", METRICS, (_metric(one, setting) for one in data.counts), "metric_name"),
        window=data.query.window,
        scope={"channel": setting.names.channel(data.query.channel)} if data.query.channel else {},
        findings=(*known, *(sentence(fact, setting) for fact in facts_of(data, setting))),
        others=tuple(tables),
    )


def _metric(one: MetricCount, setting: Setting) -> tuple[Value, ...]:
    worst: tuple[Value, Value] = NONE, NONE
    if one.worst is not None:
        worst = Limited(one.worst[1], limits_of(one.threshold, one.metric.direction)), one.worst[0]
    return (
        one.metric.title(setting.lang),
        one.metric.name,
        one.metric.unit,
        one.threshold.bad,
        one.bad,
        *(one.minutes[state] for state in _STATES),
        NONE if one.first is None else one.first.first_ts,
        one.first is not None and one.first.or_earlier,
        NONE if one.last_ts is None else one.last_ts,
        one.lasts,
        *worst,
    )


def _sufferer(one: Sufferer, setting: Setting, at_least: bool) -> tuple[Value, ...]:
    lang, names = setting.lang, setting.names
    counted = [(experience(exp_id)(lang), exp_id, count) for exp_id, count in one.experiences]
    channels = [names.channel(channel) for channel in one.channels]
    return (
        names.user(one.uid),
        AtLeast(one.diagnoses) if at_least else one.diagnoses,
        Listed(
            tuple({"experience": name, "experience_id": exp_id, "count": count} for name, exp_id, count in counted),
            tally(((name, count) for name, _, count in counted), lang),
        ),
        Listed(tuple({"channel": channel} for channel in channels), SEPARATOR.join(channels)),
        one.first_ts,
        one.last_ts,
    )


def _call(one: AffectedCall, setting: Setting, at_least: bool) -> tuple[Value, ...]:
    call = one.call
    return (
        call.created_ts,
        Lacking("still_on") if call.destroyed_ts is None else call.destroyed_ts,
        setting.names.channel(call.channel),
        AtLeast(one.people) if at_least else one.people,
        setting.names.call(call.call_id),
    )


def _cause(one: FactorCount, setting: Setting, at_least: bool) -> tuple[Value, ...]:
    hosts = [(setting.names.user(uid), count) for uid, count in one.hosts]
    return (
        factor_text(one.factor_id, setting.lang),
        one.factor_id,
        AtLeast(one.count) if at_least else one.count,
        Listed(tuple({"uid": uid, "count": count} for uid, count in hosts), tally(hosts, setting.lang)),
    )


def _alarm(one: KeptAlarm, told: Sequence[Delivery], setting: Setting) -> tuple[Value, ...]:
    def count(*states: DeliveryState) -> int:
        return sum(each.state in states for each in told)

    return (
        one.state.value,
        one.severity.value,
        what_text(one, setting.lang, setting.names),
        setting.names.channel(one.channel),
        one.since_ts,
        one.since_or_earlier,
        NONE if one.fired_ts is None else one.fired_ts,
        count(DeliveryState.SENT),
        count(DeliveryState.FAILED),
        count(DeliveryState.CLAIMED, DeliveryState.LOST),
        setting.names.process(visible(one.acknowledged_by)) or NONE,
        NONE if one.acknowledged_ts is None else one.acknowledged_ts,
        NONE if one.over_ts is None else one.over_ts,
    )


def _alert(one: VendorAlert, setting: Setting) -> tuple[Value, ...]:
    content = alert_content(one, setting.lang, setting.names)
    return "alert", NONE, content, setting.names.channel(one.channel), one.ts, False, NONE, 0, 0, 0, NONE, NONE, NONE


def _note(one: KeptNote, setting: Setting) -> tuple[Value, ...]:
    names = setting.names
    return (
        one.ts,
        names.process(visible(one.author)),
        about_text(one, setting.lang, names),
        Lacking("hidden") if names.hidden else line_of(one.text),
        visible(one.metric) or NONE,
    )


def _report(one: KeptReport, setting: Setting) -> tuple[Value, ...]:
    draft, lang = one.draft, setting.lang
    return (
        draft.ts,
        setting.names.channel(visible(draft.channel)),
        report_words.TYPES[draft.type](lang) if draft.type in report_words.TYPES else str(draft.type),
        report_state(one, setting),
        one.state.value,
        one.changed_ts,
    )
