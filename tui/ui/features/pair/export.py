"""The pair as an extract: the result of each check, with its values, and the curves of both. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tui.analysis.calls.pair import Pair
from tui.analysis.calls.standing import threshold_of
from tui.analysis.cause.agreement import agreement
from tui.analysis.cause.verdict import Check, Evidence, Side, Verdict
from tui.domain.fields import ExtractCell, ExtractField, FieldKind, Limited
from tui.domain.glossary import mid
from tui.domain.glossary.levels import limits_of
from tui.domain.records import Window
from tui.export.extract import Extract, ExtractCurve, Setting
from tui.messages import export as words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.extracts import DIAGNOSES, diagnosis_row, plain_table, session_curves
from tui.ui.features.pair.query import PairData
from tui.ui.features.pair.view import NAMES, sign_of_check, verdict_lines

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
        head = (check.value, NAMES[check](setting.lang), sign_of_check(verdict, check))
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
        one.mid,
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
