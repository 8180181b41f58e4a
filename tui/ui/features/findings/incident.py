"""The summary of an incident in sentences: onset, extent, sufferers, causes, alarms, notes, reports. Pure.

Each sentence rests on stored facts alone; minutes without a value are told by their reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from tui.analysis.findings.engine import finding_of
from tui.analysis.project.diagnosis import Doubt, minutes_in
from tui.analysis.project.incident import MetricCount, onset
from tui.domain.glossary import experience
from tui.domain.records import MINUTE, Delivery, DeliveryState, KeptAlarm, KeptReport, ReportState, Scope
from tui.domain.text import Phrase
from tui.export.extract import Setting, state_name
from tui.messages import export as export_words
from tui.messages import incident as words
from tui.messages import report as report_words
from tui.messages.export_fields import STATES
from tui.terminal.cells import visible
from tui.ui.extracts import NAMED, SEPARATOR, factor_text, limit_text, tally
from tui.ui.features.findings.export import TOLD, said_findings
from tui.ui.features.findings.incident_query import MOST_JUDGED, IncidentData
from tui.ui.navigation import Route
from tui.ui.texts.alarms import severity_text, what_text
from tui.ui.texts.alerts import alert_content
from tui.ui.texts.notes import about_text, line_of
from tui.ui.texts.values import number


class IncidentFact(Struct, frozen=True):
    """One sentence of the summary; `section` is a key of SECTIONS. `ts` is its moment, `route` the way to it; None:
    it has none."""

    section: str
    text: str
    ts: float | None = None
    route: Route | None = None


def facts_of(data: IncidentData, setting: Setting) -> tuple[IncidentFact, ...]:
    return (
        *_since(data, setting),
        *(_metric(one, setting) for one in data.counts),
        *_sufferers(data, setting),
        *_agora(data, setting),
        *_scry(data, setting),
        *_alarms(data, setting),
        *_notes(data, setting),
        *_reports(data, setting),
    )


def sentence(fact: IncidentFact, setting: Setting) -> str:
    """With its part of the summary."""
    return words.LINE(setting.lang, section=words.SECTIONS[fact.section](setting.lang), text=fact.text)


# -- since when, and how much


def _since(data: IncidentData, setting: Setting) -> Iterator[IncidentFact]:
    lang, first = setting.lang, onset(data.counts)
    if first is not None and first.first is not None:
        phrase = words.SINCE_EARLIER if first.first.or_earlier else words.SINCE
        ts = first.first.first_ts // MINUTE * MINUTE
        said = phrase(lang, time=setting.time(ts), metric=first.metric.title(lang))
        yield IncidentFact("since", said, ts, _live(ts, first.metric.name))
        if lasting := [one for one in data.counts if one.lasts]:
            newest_ts = max(one.newest_ts or 0 for one in lasting) // MINUTE * MINUTE
            metrics = SEPARATOR.join(one.metric.title(lang) for one in lasting)
            yield IncidentFact("since", words.LASTS(lang, time=setting.time(newest_ts), metrics=metrics))
    elif not data.counts:
        yield IncidentFact("since", words.NO_METRICS(lang))
    else:
        is_known = any(one.known for one in data.counts)
        yield IncidentFact("since", (words.NOT_BAD if is_known else words.NOTHING_KNOWN)(lang))
    if data.query.channel and data.counts:
        yield IncidentFact("since", words.OF_PROJECT(lang))


def _metric(one: MetricCount, setting: Setting) -> IncidentFact:
    lang, title = setting.lang, one.metric.title(setting.lang)
    limit = limit_text(one.threshold, one.metric.direction, one.metric.unit, lang)
    ts = None
    if one.bad and one.first is not None and one.last_ts is not None and one.worst is not None:
        ts = one.worst[0] // MINUTE * MINUTE
        said = words.BAD(
            lang,
            metric=title,
            limit=limit,
            bad=one.bad,
            known=f"{one.known:,}",
            first=setting.time(one.first.first_ts // MINUTE * MINUTE),
            last=setting.time(one.last_ts // MINUTE * MINUTE),
            value=number(one.worst[1], one.metric, one.threshold),
            time=setting.time(ts),
        )
    elif one.known:
        said = words.GOOD(lang, metric=title, limit=limit, known=f"{one.known:,}")
    else:
        said = words.UNKNOWN(lang, metric=title)
    if one.gaps:
        gaps = (words.GAP(lang, n=f"{n:,}", state=STATES[state_name(state)](lang)) for state, n in one.gaps)
        said = words.GAPS(lang, text=said, gaps=SEPARATOR.join(gaps))
    return IncidentFact("bad", said, ts, None if ts is None else _live(ts, one.metric.name))


def _live(ts: int, metric: str) -> Route:
    return Route("live", Scope(moment_ts=ts), metric=metric)


# -- who suffers


def _sufferers(data: IncidentData, setting: Setting) -> Iterator[IncidentFact]:
    lang, names, found = setting.lang, setting.names, data.diagnosed
    if not data.has_diagnoses:
        yield IncidentFact("suffers", words.NO_DIAGNOSES(lang))
    elif not found.people:
        yield IncidentFact("suffers", (words.NOBODY_KNOWN if data.doubts else words.NOBODY)(lang))
    else:
        people = f"≥ {found.people:,}" if found.at_least else f"{found.people:,}"
        what = tally(
            ((experience(exp_id)(lang), count) for exp_id, count in found.experiences), lang, at_least=found.at_least
        )
        yield IncidentFact("suffers", words.USERS(lang, people=people, what=what))
        most = ((names.user(one.uid), one.diagnoses) for one in data.sufferers)
        yield IncidentFact("suffers", words.MOST(lang, what=tally(most, lang, at_least=found.at_least)))
        by_channel = ((names.channel(channel), count) for channel, count in data.by_channel)
        yield IncidentFact("suffers", words.CHANNELS(lang, what=tally(by_channel, lang, at_least=found.at_least)))
    for doubt in Doubt:
        if (n := minutes_in(data.doubts, doubt)) and doubt.value in export_words.DOUBT_MINUTES:
            yield IncidentFact("suffers", export_words.DOUBT_MINUTES[doubt.value](lang, n=f"{n:,}"))
    if data.calls_on and not data.has_diagnoses:
        yield IncidentFact("suffers", words.CALLS_ALONE(lang, n=f"{data.calls_on:,}"))
    elif data.calls_on:
        yield IncidentFact("suffers", words.CALLS(lang, n=len(data.calls), on=f"{data.calls_on:,}"))
    else:
        yield IncidentFact("suffers", words.NO_CALLS(lang))
    if not data.judged.is_listed:
        yield IncidentFact("suffers", words.CALLS_MORE(lang))


# -- whose cause: Agora's word, and Scry's own


def _agora(data: IncidentData, setting: Setting) -> Iterator[IncidentFact]:
    lang, found = setting.lang, data.diagnosed
    phrase = words.AGORA_AT_LEAST if found.at_least else words.AGORA
    for cause in found.causes:
        named = ", ".join(f"{setting.names.user(uid)} ×{count}" for uid, count in cause.hosts[:NAMED])
        hosts = f" ({export_words.FROM(lang, hosts=named)})" if named else ""
        yield IncidentFact("agora", phrase(lang, cause=factor_text(cause.factor_id, lang), n=cause.count, hosts=hosts))
    if data.has_diagnoses and not found.causes:
        yield IncidentFact("agora", words.AGORA_NONE(lang))


def _scry(data: IncidentData, setting: Setting) -> Iterator[IncidentFact]:
    found = data.found
    sentences = [*said_findings(data.judged, [*map(finding_of, found)], setting)]
    if not found and data.judged.suffers:
        sentences[0] = words.OUTSIDE(setting.lang)
    for place, said in enumerate(sentences):
        route, ts = None, None
        if place < min(len(found), TOLD):
            one = found[place]
            uid = str(one.causer.uid) if one.causer else str(one.sufferers[0]) if one.sufferers else None
            scope = Scope(moment_ts=one.since_ts, channel=one.call.channel, call_id=one.call.call_id, uid=uid)
            route, ts = Route("call", scope), float(one.since_ts)
        yield IncidentFact("scry", said, ts, route)
    if data.calls_left_out:
        yield IncidentFact("scry", words.LEFT_OUT(setting.lang, n=data.calls_left_out, most=MOST_JUDGED))


# -- alarms


def _alarms(data: IncidentData, setting: Setting) -> Iterator[IncidentFact]:
    lang, names = setting.lang, setting.names
    for alarm in data.alarms:
        steps = SEPARATOR.join(_steps(alarm, data.told.get(alarm.alarm_id, ()), setting))
        what = what_text(alarm, lang, names)
        said = words.ALARM(lang, severity=severity_text(alarm.severity, lang), what=what, steps=steps)
        scope = Scope(moment_ts=alarm.since_ts // MINUTE * MINUTE, channel=alarm.channel or None)
        yield IncidentFact(
            "alarms", said, alarm.since_ts, Route("diagnosis" if alarm.channel else "live", scope, alarm.metric)
        )
    for alert in data.alerts:
        said = words.ALERT(lang, time=setting.time(alert.ts), what=alert_content(alert, lang, names))
        yield IncidentFact("alarms", said, alert.ts)
    if not data.alarms and not data.alerts:
        yield IncidentFact("alarms", words.NO_ALARM(lang))
    if data.unread:
        yield IncidentFact("alarms", words.UNREAD(lang, n=data.unread))


def _steps(alarm: KeptAlarm, told: Sequence[Delivery], setting: Setting) -> Iterator[str]:
    lang, at = setting.lang, setting.time
    since = words.STEP_SINCE_EARLIER if alarm.since_or_earlier else words.STEP_SINCE
    yield since(lang, time=at(alarm.since_ts))
    if alarm.fired_ts is None:
        yield words.STEP_PENDING(lang)
    else:
        yield words.STEP_FIRED(lang, time=at(alarm.fired_ts))
        yield from _told(told, setting)
    if alarm.acknowledged_ts is not None:
        who = setting.names.process(visible(alarm.acknowledged_by))
        yield words.STEP_SEEN(lang, time=at(alarm.acknowledged_ts), who=who)
    if alarm.over_ts is None:
        yield words.STEP_ON(lang)
    elif alarm.is_dropped:
        yield words.STEP_DROPPED(lang, time=at(alarm.over_ts))
    else:
        yield words.STEP_OVER(lang, time=at(alarm.over_ts))


def _told(told: Sequence[Delivery], setting: Setting) -> Iterator[str]:
    lang = setting.lang
    counts: tuple[tuple[Phrase, set[DeliveryState]], ...] = (
        (words.STEP_TOLD, {DeliveryState.SENT}),
        (words.STEP_FAILED, {DeliveryState.FAILED}),
        (words.STEP_UNKNOWN, {DeliveryState.CLAIMED, DeliveryState.LOST}),
    )
    if not told:
        yield words.STEP_TOLD_NOBODY(lang)
    for phrase, states in counts:
        if n := sum(one.state in states for one in told):
            yield phrase(lang, n=n)


# -- what was done


def _notes(data: IncidentData, setting: Setting) -> Iterator[IncidentFact]:
    lang, names = setting.lang, setting.names
    for note in data.notes:
        text = words.HIDDEN(lang) if names.hidden else line_of(note.text)
        by, about = names.process(visible(note.author)), about_text(note, lang, names)
        said = words.NOTE(lang, time=setting.time(note.ts), by=by, about=about, text=text)
        yield IncidentFact("notes", said, note.ts)
    if not data.notes:
        yield IncidentFact("notes", words.NO_NOTES(lang))


def _reports(data: IncidentData, setting: Setting) -> Iterable[IncidentFact]:
    lang = setting.lang
    for kept in data.reports:
        draft = kept.draft
        said = words.REPORT(
            lang,
            state=report_state(kept, setting),
            time=setting.time(draft.ts or 0),
            channel=setting.names.channel(visible(draft.channel)),
            kind=report_words.TYPES[draft.type](lang) if draft.type in report_words.TYPES else str(draft.type),
        )
        yield IncidentFact("reports", said, draft.ts, Route("reports"))
    if not data.reports:
        yield IncidentFact("reports", words.NO_REPORTS(lang))


def report_state(kept: KeptReport, setting: Setting) -> str:
    """The word without its sign; a draft that was sent in vain is told from one that never was."""
    in_vain = kept.state is ReportState.DRAFT and kept.failure is not None
    phrase = report_words.NOT_SENT if in_vain else report_words.STATES[kept.state]
    return phrase(setting.lang).partition(" ")[2]
