"""The facts of a session for a report: its user, its abnormal values, its verdict."""

from __future__ import annotations

from collections.abc import Mapping

from tui.analysis.calls.session import MetricCurves, worst_metric
from tui.analysis.project.report import Facts
from tui.domain.glossary import MIDS
from tui.domain.records import Level
from tui.messages import report as words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.features.session.head import verdict_runs
from tui.ui.features.session.query import SessionData
from tui.ui.texts.curves import peer_text
from tui.ui.texts.diagnosis import NEAR_S
from tui.ui.texts.report import NAMED, _diagnosed, call_line, parties_of, speakers, when
from tui.ui.texts.values import network_text, sign_of, value_text


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
    device = words.DEVICE(lang, parts=" · ".join(parts)) if parts else ""
    told = [words.OF_USER(lang, time=when(ts, context), uid=session.uid, device=device)] if ts is not None else []
    told += _diagnosed((one for one in data.diagnosed if ts is None or abs(one.ts - ts) <= NEAR_S), context)
    told += _bad_values(data.metrics, ts, context)
    told.append(plain(verdict_runs(data, lang, context.names.user)))
    told.append(call_line(data.call.call_id, data.sessions, (session.uid,), session.join_ts, context, session.sid))
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, ts, "\n".join(told))


def _bad_values(metrics: Mapping[int, MetricCurves], ts: int | None, context: Context) -> list[str]:
    """The bad values at the instant, each metric at its worst peer."""
    told = []
    for each in metrics.values():
        at = next(((one, value) for one, value, grade in each.at(ts) if value is not None and grade is Level.BAD), None)
        if at is not None and each.metric.mid in MIDS:
            one, value = at
            text = f"{value_text(value, each.metric, each.threshold)} {sign_of(Level.BAD, each.metric)}".rstrip()
            title = each.metric.title(context.lang)
            told.append(words.VALUE(context.lang, metric=title, value=text, peer=peer_text(one, context)))
    return told[:NAMED]
