"""The call outside its screen: its extract; the facts of a session, a cell, an entry for a report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from tui.analysis.calls.matrix import Matrix, MatrixCell, MatrixKind
from tui.analysis.calls.standing import Standing
from tui.analysis.calls.timeline import Entry
from tui.analysis.cause.verdict import Conclusion, Verdict
from tui.analysis.project.diagnosis import concerns, host_of, moment_summary
from tui.analysis.project.report import Facts, TicketFacts, uid_of
from tui.domain.edition import Yields
from tui.domain.fields import ExtractCell, ExtractField, FieldKind, Limited
from tui.domain.glossary.levels import limits_of
from tui.domain.records import Scope
from tui.domain.text import Phrase
from tui.export.extract import Extract, Setting
from tui.messages import call as call_words
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.queries.call_data import CallData
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.extracts import DIAGNOSES, affected, arranged, diagnosis_row, plain_table
from tui.ui.features.call.columns import COLUMNS, session_told, times_of
from tui.ui.features.call.scores import sum_text
from tui.ui.features.call.timeline import entry_runs
from tui.ui.features.call.view import agora_runs, lacking_of, worst_text
from tui.ui.texts.report import call_line, parties_of, speakers, suffering_of, ticket_of, when, working_of
from tui.ui.texts.verdict import call_verdict_runs, conclusion, session_runs
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
    has = context.edition.has(Yields.DIAGNOSES)
    none = call_words.AGORA_NONE if has else call_words.AGORA_HAS_NO_DIAGNOSES
    pairs = [row for kind, matrix in data.matrices.items() for row in _pairs(kind, matrix, setting)]
    return Extract(
        screen="call",
        title=frame_words.TABS["call"](setting.lang),
        table=arranged("call", fields_of(COLUMNS), rows, "sid", shown, setting),
        window=data.axis,
        scope={"channel": names.channel(call.channel), "call_id": names.call(call.call_id)},
        moment_ts=moment_ts,
        findings=tuple(_findings(data, setting, none, is_filtered=bool(shown.filter_text))),
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


def _findings(data: CallData, setting: Setting, none: Phrase, *, is_filtered: bool) -> Iterable[str]:
    """`none` says that no diagnosis is known."""
    lang, names = setting.lang, setting.names
    start = setting.time(data.call.created_ts)
    if data.end_ts is None:
        yield words.CALL_ON(lang, start=start)
    else:
        yield words.CALL(lang, start=start, end=setting.time(data.end_ts))
    # Whether every minute of the call was asked for is not known here: no diagnosis is no all-clear.
    told = affected(data.summary, setting) if data.summary.people else (none(lang),)
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


def of_call(data: CallData, chosen: Standing | None, moment_ts: int | None, scope: Scope, context: Context) -> Facts:
    """About the session under the cursor. Where it is named as the cause, the sufferer is the user of the scope."""
    sessions = [one.session for one in data.standings]
    suffers = uid_of(scope.uid or "")
    uid = chosen.session.uid if chosen else suffers
    is_cause = uid is not None and uid == scope.peer_uid
    if is_cause and suffers not in (None, uid):
        uid = suffers
    worst = chosen.parts[0].worst if chosen and chosen.parts else None
    teacher_uid, student_uid, abnormal_uid = _parties(data, uid, scope.peer_uid)
    ts = moment_ts if moment_ts is not None or worst is None else worst.ts
    told = [when(ts, context)] if ts is not None else []
    told += [plain(agora_runs(data, context))] if data.summary.people else []
    told += [worst_text(chosen.session.uid, worst, context)] if chosen and worst else []
    if chosen is not None:
        uid, is_known = chosen.session.uid, bool(chosen.minutes)
        said = session_runs(data.call_verdict, uid, context.lang, is_known=is_known, lacking=lacking_of(data))
        told.append(plain(said))
    its = [chosen.session.uid] if chosen else []
    sid = chosen.session.sid if chosen else ""
    told.append(call_line(data.call.call_id, sessions, its, data.call.created_ts, context, sid))
    ticket = _ticket(data, suffering_of(data.call_verdict, uid, scope.peer_uid), context)
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, ts, "\n".join(told), ticket)


def of_cell(data: CallData, sender_uid: int, receiver_uid: int, pair: MatrixCell | None, context: Context) -> Facts:
    """About a cell of the matrix, at the worst minute of that pair; a sender of 0 stands for all of them."""
    uids = [uid for uid in (sender_uid, receiver_uid) if uid]
    ts = None if pair is None else pair.worst.ts
    told = [] if pair is None else [when(pair.worst.ts, context), worst_text(receiver_uid, pair.worst, context)]
    verdict = data.call_verdict.verdict(sender_uid, receiver_uid)
    if verdict is not None:
        told.append(conclusion(verdict, context.lang)[0].removeprefix("→ "))
    sessions = [one.session for one in data.standings]
    told.append(call_line(data.call.call_id, sessions, uids, data.call.created_ts if ts is None else ts, context))
    abnormal_uid = None if verdict is None else receiver_uid
    parties: tuple[int | None, int | None] = None, None
    if verdict is not None and verdict.outcome in (Conclusion.CAUSED, Conclusion.UNDECIDED):
        parties = receiver_uid, verdict.cause.uid if verdict.cause else None
    ticket = _ticket(data, parties, context, () if verdict is None else (verdict,))
    return Facts(data.call.channel, sender_uid or None, receiver_uid, abnormal_uid, ts, "\n".join(told), ticket)


def of_entry(data: CallData, entry: Entry, scope: Scope, context: Context) -> Facts:
    """About an entry of the timeline, at its instant: its user and the peer that it names."""
    uid = uid_of(entry.uid)
    named = entry.peer_uid or (host_of(entry.diagnosis) if entry.diagnosis else None)
    is_told = named and uid is not None
    teacher_uid, student_uid, abnormal_uid = (named, uid, uid) if is_told else _parties(data, uid, scope.peer_uid)
    sessions = [each.session for each in data.standings]
    uids = [each for each in (uid, named) if each]
    told = [
        when(entry.ts, context),
        call_words.ENTRY(context.lang, uid=entry.uid, what=plain(entry_runs(entry, context))).strip(),
        call_line(data.call.call_id, sessions, uids, entry.ts, context),
    ]
    ticket = _ticket(data, suffering_of(data.call_verdict, uid, named), context)
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, entry.ts, "\n".join(told), ticket)


def _ticket(
    data: CallData, parties: tuple[int | None, int | None], context: Context, verdicts: Sequence[Verdict] | None = None
) -> TicketFacts:
    """By the verdicts of the call, or by those of one pair."""
    its = data.call_verdict.verdicts if verdicts is None else verdicts
    ticket = ticket_of(data.call.call_id, (one.session for one in data.standings), its, parties, context)
    return replace(ticket, working=working_of(its, parties, data.evidence, context))


def _parties(data: CallData, uid: int | None, named_uid: int | None) -> tuple[int | None, int | None, int | None]:
    """(teacher, student, abnormal) where one user is chosen, and perhaps another one is named as the cause."""
    if uid is None:
        return named_uid, None, None
    speaking = speakers(one.session for one in data.standings)
    peer_uid = named_uid if named_uid not in (None, uid) else None
    return parties_of(data.call_verdict, uid, speaking, peer_uid, data.diagnosed)
