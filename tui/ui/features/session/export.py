"""The session outside its screen: its extract, its facts for a report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from tui.analysis.calls.session import Judged, MetricCurves, worst_metric
from tui.analysis.project.report import Facts
from tui.domain.fields import ExtractCell, ExtractField, FieldKind, Lacking, Limited
from tui.domain.glossary import CURVE_METRICS, GROUPS
from tui.domain.glossary.levels import limits_of
from tui.domain.records import Level, Window
from tui.export.extract import Extract, ExtractCurve, ExtractTable, Setting
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.messages import report as report_words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.extracts import DIAGNOSES, diagnosis_row, plain_table, session_curves
from tui.ui.features.session.head import verdict_runs
from tui.ui.features.session.query import SessionData
from tui.ui.texts.curves import peer_text
from tui.ui.texts.diagnosis import NEAR_S
from tui.ui.texts.report import (
    NAMED,
    _diagnosed,
    call_line,
    parties_of,
    speakers,
    suffering_of,
    ticket_of,
    when,
    working_of,
)
from tui.ui.texts.values import network_text, sign_of, value_text

FIELDS = (
    ExtractField("mid", FieldKind.NUMBER, told=False),
    ExtractField("metric"),
    ExtractField("group", told=False),
    ExtractField("unit", told=False),
    ExtractField("peer_uid"),
    ExtractField("value", FieldKind.NUMBER, unit_of="unit", may_lack=True),
    ExtractField("level", coded=True),
    ExtractField("worst", FieldKind.NUMBER, unit_of="unit"),
    ExtractField("worst_at", FieldKind.TIME),
    ExtractField("abnormal_stretches", FieldKind.NUMBER),
    ExtractField("abnormal_from", FieldKind.TIME),
    ExtractField("abnormal_until", FieldKind.TIME),
    ExtractField("warn_limit", FieldKind.NUMBER, told=False),
    ExtractField("bad_limit", FieldKind.NUMBER, told=False),
)
ABNORMAL_TOLD = 8


def session_export(data: SessionData, window: Window, moment_ts: int | None, setting: Setting) -> Extract:
    names, session = setting.names, data.session
    rows = [(str(mid), row) for mid, each in data.metrics.items() for row in _rows(each, moment_ts, setting)]
    sid = names.session(session.sid)
    return Extract(
        screen="session",
        title=frame_words.TABS["session"](setting.lang),
        table=ExtractTable("session", FIELDS, [row for _, row in rows], [key for key, _ in rows], "sid"),
        window=window,
        scope={
            "channel": names.channel(data.call.channel),
            "call_id": names.call(data.call.call_id),
            "sid": sid,
            "uid": names.user(session.uid),
        },
        moment_ts=moment_ts,
        findings=tuple(_findings(data, setting)),
        others=(plain_table("diagnosis", DIAGNOSES, (diagnosis_row(one, setting) for one in data.diagnosed), "uid"),),
        curves=tuple(_curves(data, window, sid, setting)),
    )


def _curves(data: SessionData, window: Window, sid: str, setting: Setting) -> Iterable[ExtractCurve]:
    return (curve for each in data.metrics.values() for curve in session_curves(each, window, sid, setting))


def _rows(each: MetricCurves, moment_ts: int | None, setting: Setting) -> Iterable[tuple[ExtractCell, ...]]:
    """A row for each curve, worst first."""
    metric, limit, limits = each.metric, each.threshold, limits_of(each.threshold, each.metric.direction)
    for one, value, grade in each.at(moment_ts):
        at: ExtractCell = None if value is None else Limited(value, limits)
        if value is None:
            at = Lacking("hole" if moment_ts is not None and one.spans(moment_ts) else "unknown")
        yield (
            setting.mid_of(metric.mid),
            metric.title(setting.lang),
            GROUPS[metric.group](setting.lang),
            metric.unit,
            setting.names.user(one.peer_uid),
            at,
            grade.value,
            Limited(one.worst[1], limits) if one.worst else None,
            one.worst[0] if one.worst else None,
            len(one.bad),
            one.bad[0].first_ts if one.bad else None,
            one.bad[-1].last_ts if one.bad else None,
            limit.warn if limit else None,
            limit.bad if limit else None,
        )


def _findings(data: SessionData, setting: Setting) -> Iterable[str]:
    lang, session = setting.lang, data.session
    yield words.SESSION(
        lang,
        uid=setting.names.user(session.uid),
        platform=session.platform,
        network=session.network,
        device=session.device_type,
        sdk=session.sdk_version,
    )
    start = setting.time(session.join_ts)
    if session.leave_ts is None:
        yield words.STAY_ON(lang, start=start)
    else:
        yield words.STAY(lang, start=start, end=setting.time(session.leave_ts))
    yield plain(verdict_runs(data, lang, setting.names.user))
    abnormal = [(each, one) for each in data.metrics.values() for one in each.curves if one.bad]
    yield from (abnormal_text(each, one, setting) for each, one in abnormal[:ABNORMAL_TOLD])
    if len(abnormal) > ABNORMAL_TOLD:
        yield words.MORE(lang, n=len(abnormal) - ABNORMAL_TOLD)
    for window in data.untold:
        yield words.NO_DATA(lang, start=setting.time(window.start_ts), end=setting.time(window.end_ts))


def abnormal_text(each: MetricCurves, one: Judged, setting: Setting) -> str:
    """When a curve was abnormal, in how many stretches, and how bad it got."""
    lang, peer = setting.lang, setting.names.user(one.peer_uid)
    worst_ts, worst = one.worst or (one.bad[0].worst_ts, one.bad[0].worst)
    phrase = words.ABNORMAL if len(one.bad) == 1 else words.ABNORMAL_TIMES
    return phrase(
        lang,
        n=len(one.bad),
        metric=each.metric.title(lang),
        peer=words.OF_PEER(lang, uid=peer) if peer else "",
        first=setting.time(one.bad[0].first_ts),
        last=setting.time(one.bad[-1].last_ts),
        value=value_text(worst, each.metric, each.threshold),
        time=setting.time(worst_ts),
    )


def of_session(data: SessionData, moment_ts: int | None, peer_uid: int | None, context: Context) -> Facts:
    """About the user of the curves, and the cause by the verdict, or `peer_uid`, or the only speaker."""
    lang, session = context.lang, data.session
    worst = data.metrics.get(worst_metric(data.metrics, moment_ts) or 0)
    near = [one for one in data.diagnosed if moment_ts is None or abs(one.ts - moment_ts) <= NEAR_S]
    parties = parties_of(data.call_verdict, session.uid, speakers(data.sessions), peer_uid, near)
    teacher_uid, student_uid, abnormal_uid = parties
    ts = moment_ts
    if ts is None and worst is not None and worst.worst is not None and worst.curves[0].bad:
        ts = worst.worst[1]
    parts = [part for part in (session.platform, network_text(session.network, lang), session.device_type) if part]
    device = report_words.DEVICE(lang, parts=" · ".join(parts)) if parts else ""
    told = []
    if ts is not None:
        told.append(report_words.OF_USER(lang, time=when(ts, context), uid=session.uid, device=device))
    told += _diagnosed((one for one in data.diagnosed if ts is None or abs(one.ts - ts) <= NEAR_S), context)
    told += _bad_values(data.metrics, ts, context)
    told.append(plain(verdict_runs(data, lang, context.names.user)))
    told.append(call_line(data.call.call_id, data.sessions, (session.uid,), session.join_ts, context, session.sid))
    suffering = suffering_of(data.call_verdict, session.uid, peer_uid)
    its = data.call_verdict.verdicts
    ticket = ticket_of(data.call.call_id, data.sessions, its, suffering, context)
    ticket = replace(ticket, working=working_of(its, suffering, data.evidence, context))
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, ts, "\n".join(told), ticket)


def _bad_values(metrics: Mapping[int, MetricCurves], ts: int | None, context: Context) -> list[str]:
    """The bad values at the instant, each metric at its worst peer."""
    told = []
    for each in metrics.values():
        at = next(((one, value) for one, value, grade in each.at(ts) if value is not None and grade is Level.BAD), None)
        if at is not None and each.metric.mid in CURVE_METRICS:
            one, value = at
            text = f"{value_text(value, each.metric, each.threshold)} {sign_of(Level.BAD, each.metric)}".rstrip()
            title = each.metric.title(context.lang)
            told.append(report_words.VALUE(context.lang, metric=title, value=text, peer=peer_text(one, context)))
    return told[:NAMED]
