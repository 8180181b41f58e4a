"""The pair outside its screen: its extract, its facts for a report. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tui.analysis.calls.pair import Pair
from tui.analysis.calls.standing import threshold_of
from tui.analysis.cause.agreement import agreement
from tui.analysis.cause.verdict import Check, Conclusion, Evidence, Side, Verdict
from tui.analysis.project.report import Facts, cast
from tui.domain.fields import ExtractCell, ExtractField, FieldKind, Limited
from tui.domain.glossary import mid
from tui.domain.glossary.levels import limits_of
from tui.domain.records import Level, Window
from tui.export.extract import Extract, ExtractCurve, Setting
from tui.messages import export as words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.extracts import DIAGNOSES, diagnosis_row, plain_table, session_curves
from tui.ui.features.pair.query import PairData
from tui.ui.features.pair.view import sign_of_check, verdict_lines
from tui.ui.texts.report import NAMED, call_line, froze_text, speakers, ticket_of
from tui.ui.texts.verdict import CHECKS, supports, working

FIELDS = (
    ExtractField("check"),
    ExtractField("check_name"),
    ExtractField("verdict", coded=True),
    ExtractField("side", coded=True),
    ExtractField("uid"),
    ExtractField("mid", FieldKind.NUMBER, told=False),
    ExtractField("metric"),
    ExtractField("value", FieldKind.NUMBER, unit_of="unit"),
    ExtractField("unit", told=False),
    ExtractField("level", coded=True),
    ExtractField("calm", FieldKind.NUMBER, unit_of="unit"),
    ExtractField("beyond_percent", FieldKind.NUMBER, "%"),
    ExtractField("worst", FieldKind.NUMBER, unit_of="unit"),
    ExtractField("worst_at", FieldKind.TIME),
)


def pair_export(
    data: PairData,
    pair: Pair,
    verdict: Verdict,
    window: Window,
    uids: tuple[str, str],
    at: tuple[int | None, int | None],
    context: Context,
    setting: Setting,
) -> Extract:
    """`uids` are the names of sender and receiver; `at` the moment, and the middle of the judged time."""
    names, lang = setting.names, setting.lang
    moment_ts, checked_ts = at
    sender, receiver = uids
    lines = verdict_lines(verdict, context, checked_ts, names.user, agreement(verdict, data.diagnosed))
    start_ts, end_ts = verdict.window.start_ts, verdict.window.end_ts
    return Extract(
        screen="pair",
        title=words.PAIR(lang, sender=sender, receiver=receiver),
        table=plain_table("pair", FIELDS, _rows(verdict, uids, setting), "sid"),
        window=Window(start_ts, max(start_ts, end_ts - 1)),
        scope={
            "channel": names.channel(data.call.channel),
            "call_id": names.call(data.call.call_id),
            "sid": names.session(data.session.sid),
            "sender_uid": sender,
            "receiver_uid": receiver,
        },
        moment_ts=moment_ts,
        findings=tuple(text for runs in lines if (text := plain(runs))),
        others=(plain_table("diagnosis", DIAGNOSES, (diagnosis_row(one, setting) for one in data.diagnosed), "uid"),),
        curves=tuple(_curves(pair, window, uids, setting)),
    )


def _rows(verdict: Verdict, uids: tuple[str, str], setting: Setting) -> Iterable[tuple[ExtractCell, ...]]:
    """A row for each number of a check; a check that no curve tells of has one without any."""
    for check in Check:
        head = (check.value, CHECKS[check](setting.lang), sign_of_check(verdict, check))
        evidence = [one for one in verdict.evidence if one.reason.check is check]
        if not evidence:
            yield (*head, *(None for _ in FIELDS[len(head) :]))
        yield from ((*head, *_row(one, uids, setting)) for one in evidence)


def _row(one: Evidence, uids: tuple[str, str], setting: Setting) -> tuple[ExtractCell, ...]:
    metric, side = mid(one.mid), one.reason.side
    limits = limits_of(threshold_of(one.mid, setting.thresholds), metric.direction)
    return (
        side.value,
        uids[0] if side is Side.SENDER else uids[1],
        setting.mid_of(one.mid),
        metric.title(setting.lang),
        Limited(one.value, limits),
        metric.unit,
        one.level.value,
        None if one.calm is None else Limited(one.calm, limits),
        100 * one.beyond,
        Limited(one.worst, limits),
        one.worst_ts,
    )


def _curves(pair: Pair, window: Window, uids: tuple[str, str], setting: Setting) -> Iterable[ExtractCurve]:
    for of, metrics in ((uids[0], pair.sender), (uids[1], pair.receiver), (uids[1], pair.about)):
        for each in metrics.values():
            yield from session_curves(each, window, of, setting)


def of_pair(data: PairData, verdict: Verdict, at: tuple[int | None, int | None], context: Context) -> Facts:
    """`at` is the moment, and the middle of the judged time. The receiver is the sufferer; without suffering no end is
    abnormal."""
    moment_ts, checked_ts = at
    sender_uid, receiver_uid = verdict.sender_uid, verdict.receiver_uid
    teacher_uid, student_uid = cast(sender_uid, receiver_uid, speakers(data.sessions))
    suffers = verdict.outcome in (Conclusion.CAUSED, Conclusion.UNDECIDED)
    ts = moment_ts if moment_ts is not None else _since_ts(verdict) if suffers else None
    agora = agreement(verdict, data.diagnosed)
    # The checks stand in the working.
    concluded, head, *_, facts = (plain(line) for line in verdict_lines(verdict, context, checked_ts, str, agora))
    lines = [
        froze_text(verdict, context, is_moment=checked_ts is not None),
        head,
        concluded.removeprefix("→ "),
        *([facts] if facts else []),
        *(working(one, str(uid_of_side(verdict, one)), context)[0] for one in supports(verdict)[:NAMED]),
        call_line(
            data.call.call_id,
            data.sessions,
            (sender_uid, receiver_uid),
            verdict.window.start_ts if ts is None else ts,
            context,
        ),
    ]
    cause = verdict.cause if verdict.outcome is Conclusion.CAUSED else None
    parties = receiver_uid if suffers else None, cause.uid if cause else None
    ticket = ticket_of(data.call.call_id, data.sessions, (verdict,), parties, context)
    abnormal_uid = receiver_uid if suffers else None
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, ts, "\n".join(lines), ticket)


def uid_of_side(verdict: Verdict, one: Evidence) -> int:
    return verdict.sender_uid if one.reason.side is Side.SENDER else verdict.receiver_uid


def _since_ts(verdict: Verdict) -> int | None:
    """Since when something suffered."""
    return min((one.since_ts for one in verdict.sufferings if one.level is Level.BAD), default=None)
