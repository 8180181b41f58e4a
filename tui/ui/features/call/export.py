"""The call as an extract: its sessions, worst first, with their working; diagnoses; senders and receivers. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tui.analysis.calls.matrix import Matrix, MatrixKind
from tui.analysis.calls.standing import Standing
from tui.analysis.project.diagnosis import concerns, moment_summary
from tui.domain.fields import ExtractCell, ExtractField, FieldKind, Limited
from tui.domain.glossary.levels import limits_of
from tui.export.extract import Extract, Setting
from tui.messages import call as call_words
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.extracts import DIAGNOSES, affected, arranged, diagnosis_row, plain_table
from tui.ui.features.call.columns import COLUMNS, session_told, times_of
from tui.ui.features.call.query import CallData
from tui.ui.features.call.scores import sum_text
from tui.ui.features.call.view import lacking_of
from tui.ui.texts.verdict import call_verdict_runs
from tui.ui.widgets.described import fields_of, values_of
from tui.ui.widgets.rows import ShownRows

PAIRS = (
    ExtractField("kind"),
    ExtractField("sender_uid"),
    ExtractField("receiver_uid"),
    ExtractField("value", FieldKind.NUMBER, unit_of="unit"),
    ExtractField("unit", told=False),
    ExtractField("at", FieldKind.TIME),
    ExtractField("level", coded=True),
    ExtractField("sid", told=False),
)
WORST_TOLD = 3


def call_export(data: CallData, moment_ts: int | None, context: Context, shown: ShownRows, setting: Setting) -> Extract:
    call, names = data.call, setting.names
    times = times_of(data, context)
    rows = {
        one.session.sid: values_of(COLUMNS, session_told(one, data, times, setting, working=working(one, setting)))
        for one in data.standings
    }
    data = filtered(data, shown)
    pairs = [row for kind, matrix in data.matrices.items() for row in _pairs(kind, matrix, setting)]
    return Extract(
        screen="call",
        title=frame_words.TABS["call"](setting.lang),
        table=arranged("call", fields_of(COLUMNS), rows, "sid", shown, setting),
        window=data.axis,
        scope={"channel": names.channel(call.channel), "call_id": names.call(call.call_id)},
        moment_ts=moment_ts,
        findings=tuple(_findings(data, setting, is_filtered=bool(shown.filter_text))),
        others=(
            plain_table("diagnosis", DIAGNOSES, (diagnosis_row(one, setting) for one in data.diagnosed), "uid"),
            plain_table("pairs", PAIRS, pairs, "sid"),
        ),
    )


def filtered(data: CallData, shown: ShownRows) -> CallData:
    """With a filter, the diagnoses, pairs and verdicts of the listed users."""
    if not shown.filter_text:
        return data
    keys = {*shown.row_keys()}
    standings = tuple(one for one in data.standings if one.session.sid in keys)
    uids = {one.session.uid for one in standings}
    diagnosed = tuple(one for one in data.diagnosed if any(concerns(one, uid) for uid in uids))
    verdict = data.call_verdict
    return replace(
        data,
        standings=standings,
        diagnosed=diagnosed,
        summary=moment_summary(diagnosed, at_least=data.summary.at_least, doubt=data.summary.doubt),
        call_verdict=replace(
            verdict,
            named_users=tuple(one for one in verdict.named_users if uids & {one.uid, *one.sufferers}),
            undecided=tuple(uid for uid in verdict.undecided if uid in uids),
            unknown=tuple(uid for uid in verdict.unknown if uid in uids),
        ),
        matrices={
            kind: replace(matrix, pairs={pair: cell for pair, cell in matrix.pairs.items() if uids & {*pair}})
            for kind, matrix in data.matrices.items()
        },
    )


def working(one: Standing, setting: Setting) -> str:
    """`up loss 31 % / 5 × 8 + CPU 97 % / 95 = 50.6`; "" where nothing is beyond its limit."""
    return sum_text(one.parts, setting.lang) if one.parts else ""


def _pairs(kind: MatrixKind, matrix: Matrix, setting: Setting) -> Iterable[tuple[ExtractCell, ...]]:
    names = setting.names
    for (sender, receiver), pair in matrix.pairs.items():
        worst = pair.worst
        value = Limited(worst.percent, limits_of(worst.threshold))
        ids = names.user(sender), names.user(receiver)
        yield (kind.value, *ids, value, "%", worst.ts, worst.level.value, names.session(pair.sid))


def _findings(data: CallData, setting: Setting, *, is_filtered: bool) -> Iterable[str]:
    lang, names = setting.lang, setting.names
    start = setting.time(data.call.created_ts)
    if data.end_ts is None:
        yield words.CALL_ON(lang, start=start)
    else:
        yield words.CALL(lang, start=start, end=setting.time(data.end_ts))
    # Whether every minute of the call was asked for is not known here: no diagnosis is no all-clear.
    told = affected(data.summary, setting) if data.summary.people else (call_words.AGORA_NONE(lang),)
    for said in told:
        yield words.AGORA(lang, what=said)
    is_known = any(one.minutes for one in data.standings)
    yield plain(
        call_verdict_runs(data.call_verdict, lang, is_known=is_known, lacking=lacking_of(data), name=names.user)
    )
    for one in [one for one in data.standings if one.parts][:WORST_TOLD]:
        uid, sid = names.user(one.session.uid), names.session(one.session.sid)
        yield words.WORST_SESSION(lang, uid=uid, sid=sid, working=working(one, setting))
    users = len({one.session.uid for one in data.standings})
    phrase = words.USERS_ALL if data.coverage.has_all_users else words.USERS_SEEN
    yield (words.USERS_SHOWN if is_filtered else phrase)(lang, n=users)
