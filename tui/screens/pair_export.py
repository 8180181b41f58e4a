"""The pair as an extract: what each check found, with the values it measured, and the curves of both. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tui.export.extract import Cell, Curve, Extract, Field, Kind, Setting
from tui.glossary import mid
from tui.messages import export as words
from tui.records import Window
from tui.screens.context import Context
from tui.screens.exported import DIAGNOSES, diagnosis_row, plain_table, session_curves
from tui.screens.pair_data import PairData
from tui.screens.pair_text import NAMES, finding_lines
from tui.triage.pair import Finding, Findings, Pair, Reading, Side

FIELDS = (
    Field("check"),
    Field("check_name"),
    Field("verdict", coded=True),
    Field("side", coded=True),
    Field("uid"),
    Field("mid", Kind.NUMBER, told=False),
    Field("metric"),
    Field("value", Kind.NUMBER, unit_of="unit"),
    Field("unit", told=False),
    Field("at", Kind.TIME),
    Field("level", coded=True),
    Field("stopped", Kind.FLAG, told=False),
    Field("lost_between_points", Kind.NUMBER),
)


def pair_export(
    data: PairData,
    pair: Pair,
    found: Findings,
    window: Window,
    uids: tuple[str, str],
    at: tuple[int | None, int | None],
    context: Context,
    setting: Setting,
) -> Extract:
    """`uids` are what sender and receiver are called; `at` the moment, and the instant around which was checked."""
    names, lang = setting.names, setting.lang
    moment_ts, checked_ts = at
    sender, receiver = uids
    lines = finding_lines(found, context, checked_ts, sender, receiver)
    return Extract(
        screen="pair",
        title=words.PAIR(lang, sender=sender, receiver=receiver),
        table=plain_table("pair", FIELDS, _rows(found, uids, setting), "sid"),
        window=found.span,
        scope={
            "channel": names.channel(data.call.channel),
            "call_id": names.call(data.call.call_id),
            "sid": names.session(data.session.sid),
            "sender_uid": sender,
            "receiver_uid": receiver,
        },
        moment_ts=moment_ts,
        findings=tuple("".join(text for text, _ in runs) for runs in lines),
        others=(plain_table("diagnosis", DIAGNOSES, (diagnosis_row(one, setting) for one in data.diagnosed), "uid"),),
        curves=tuple(_curves(pair, window, uids, setting)),
    )


def _rows(found: Findings, uids: tuple[str, str], setting: Setting) -> Iterable[tuple[Cell, ...]]:
    """A row for each reading; a check that none tells of has one without any."""
    for each in found.checks:
        if not each.readings:
            yield _row(each, None, uids, setting)
        yield from (_row(each, reading, uids, setting) for reading in each.readings)


def _row(each: Finding, reading: Reading | None, uids: tuple[str, str], setting: Setting) -> tuple[Cell, ...]:
    lang = setting.lang
    head = (each.check.value, NAMES[each.check](lang), each.verdict.value)
    if reading is None:
        return (*head, None, None, None, None, None, None, None, None, None, None)
    metric = mid(reading.mid)
    return (
        *head,
        reading.side.value,
        uids[0] if reading.side is Side.SENDER else uids[1],
        reading.mid,
        metric.title(lang),
        reading.value,
        metric.unit,
        reading.ts,
        reading.level.value,
        reading.stopped,
        max(0.0, each.lost_between) if each.lost_between is not None and reading.mid == each.lost_mid else None,
    )


def _curves(pair: Pair, window: Window, uids: tuple[str, str], setting: Setting) -> Iterable[Curve]:
    for of, metrics in ((uids[0], pair.sender), (uids[1], pair.receiver), (uids[1], pair.about)):
        for each in metrics.values():
            yield from session_curves(each, window, of, setting)
