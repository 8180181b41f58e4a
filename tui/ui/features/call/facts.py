"""The call screen's facts for a report: of the session, the cell or the entry under the cursor.

The sender is the teacher; the sufferer is the student, and the abnormal end.
"""

from __future__ import annotations

from tui.analysis.calls.matrix import MatrixCell
from tui.analysis.calls.standing import Standing
from tui.analysis.calls.timeline import Entry
from tui.analysis.project.diagnosis import host_of
from tui.analysis.project.report import Facts, uid_of
from tui.domain.records import Scope
from tui.messages import call as words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.features.call.query import CallData
from tui.ui.features.call.timeline import entry_runs
from tui.ui.features.call.view import agora_runs, lacking_of, worst_text
from tui.ui.texts.report import call_line, parties_of, speakers, when
from tui.ui.texts.verdict import conclusion, session_runs


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
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, ts, "\n".join(told))


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
    return Facts(data.call.channel, sender_uid or None, receiver_uid, abnormal_uid, ts, "\n".join(told))


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
        words.ENTRY(context.lang, uid=entry.uid, what=plain(entry_runs(entry, context))).strip(),
        call_line(data.call.call_id, sessions, uids, entry.ts, context),
    ]
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, entry.ts, "\n".join(told))


def _parties(data: CallData, uid: int | None, named_uid: int | None) -> tuple[int | None, int | None, int | None]:
    """(teacher, student, abnormal) where one user is chosen, and perhaps another one is named as the cause."""
    if uid is None:
        return named_uid, None, None
    speaking = speakers(one.session for one in data.standings)
    peer_uid = named_uid if named_uid not in (None, uid) else None
    return parties_of(data.call_verdict, uid, speaking, peer_uid, data.diagnosed)
