"""The session as an extract: each curve at the moment and at its worst, where it is abnormal, its points. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tui.analysis.calls.session import Judged, MetricCurves
from tui.domain.fields import ExtractCell, ExtractField, FieldKind, Lacking, Limited
from tui.domain.glossary import GROUPS
from tui.domain.glossary.levels import limits_of
from tui.domain.records import Window
from tui.export.extract import Extract, ExtractCurve, ExtractTable, Setting
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.terminal.cells import plain
from tui.ui.extracts import DIAGNOSES, diagnosis_row, plain_table, session_curves
from tui.ui.features.session.head import verdict_runs
from tui.ui.features.session.query import SessionData
from tui.ui.texts.values import value_text

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
            metric.mid,
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
