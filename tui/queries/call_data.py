"""The whole of a call that is known: of the call screen, and of the findings of several calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tui.analysis.calls.again import Again, asked_again
from tui.analysis.calls.coverage import CallCoverage, coverage
from tui.analysis.calls.end import end_of
from tui.analysis.calls.matrix import Matrix, MatrixKind, matrix
from tui.analysis.calls.named import CallVerdict
from tui.analysis.calls.settled import settled, told_until
from tui.analysis.calls.standing import SERVER, Standing, needed_mids, standings
from tui.analysis.calls.timeline import Entry, timeline
from tui.analysis.calls.windows import windows_of
from tui.analysis.cause.engine import NEEDED
from tui.analysis.project.diagnosis import Summary, moment_summary
from tui.domain.edition import Edition
from tui.domain.records import (
    Call,
    Diagnosis,
    DiagnosisFilter,
    KeptFigure,
    KeptVerdict,
    Listing,
    Part,
    Threshold,
    Window,
)
from tui.queries.call_verdict import CallEvidence, call_verdict, evidence_of
from tui.queries.curve_answers import curve_answers
from tui.queries.noted import notes_of
from tui.queries.truncated import truncated_in
from tui.store.api import Snapshot


class CallQuery(Struct, frozen=True):
    """`opened_ts`: since when somebody asks; answers from then on count, however fresh. `servers`: Linux users too."""

    edition: Edition
    call_id: str
    now_ts: float
    opened_ts: float
    servers: bool
    thresholds: Mapping[str, Threshold]


class CallData(Struct, frozen=True):
    """One reading. `end_ts` is the last second of the call, also where only its users give it, None while it runs;
    `axis` is the call from its first second to the last knowable one; `call_verdict` names the causes; `hidden` is the
    number of hidden sessions of Linux users; `again` are the requests to repeat. After `pending_ts` more data may
    arrive. `unread_chunks` is the number of pieces of curves of a newer scry, in an unknown form. `told` has the
    answers about curves by session, and `figures` those about the call, of an edition that has them; `unkept` is the
    verdict where the store does not keep it, `evidence` all that it was judged by."""

    now_ts: float
    call: Call
    end_ts: int | None
    again: Again
    axis: Window
    pending_ts: float
    standings: tuple[Standing, ...]
    call_verdict: CallVerdict
    hidden: int
    coverage: CallCoverage
    diagnosed: tuple[Diagnosis, ...]
    summary: Summary
    entries: tuple[Entry, ...]
    matrices: Mapping[MatrixKind, Matrix]
    unread_chunks: int = 0
    told: Mapping[str, Sequence[Listing]] = {}
    figures: tuple[KeptFigure, ...] = ()
    unkept: KeptVerdict | None = None
    evidence: CallEvidence | None = None


def read_call_data(snapshot: Snapshot, query: CallQuery) -> CallData | None:
    """The store's answer to this screen; None where it knows no such call. Runs off the event loop."""
    call = snapshot.call(query.call_id)
    heard = snapshot.heard(query.call_id)
    if call is None or heard is None:
        return None
    everybody = snapshot.sessions(query.call_id)
    sessions = [one for one in everybody if query.servers or one.platform != SERVER]
    details = query.edition.call_details
    users, metrics = (Part.ALL_USERS, Part.ALL_METRICS) if query.servers else (Part.USERS, Part.METRICS)

    answers = curve_answers(snapshot, details, query.call_id, part=metrics)

    def telling(part: Part, window: Window) -> tuple[Listing, ...]:
        return snapshot.listings(details.name, window, call_id=call.call_id, part=part)

    lived = Window(call.created_ts, max(call.created_ts, int(query.now_ts)))
    end_ts = end_of(query.edition, call, heard, sessions, telling(users, lived), query.now_ts)
    windows = windows_of(details, call, query.now_ts, end_ts=end_ts)
    axis = _axis(call, windows)
    curves = settled(
        snapshot.minutes(query.call_id, NEEDED | needed_mids(query.thresholds)),
        told_until(answers.over(axis), end_ts=end_ts, now_ts=query.now_ts, delay_s=details.longest_delay_s),
    )
    diagnosed = snapshot.diagnoses(axis, only=DiagnosisFilter(channel=call.channel))
    truncated = truncated_in(snapshot, query.edition, axis)
    told = answers.over(axis)
    evidence = evidence_of(details, everybody, curves, query.thresholds, told, answers.by_session)
    judged, unkept = call_verdict(snapshot, query.call_id, evidence)
    found = standings(
        sessions,
        curves,
        query.thresholds,
        told,
        judged,
        now_ts=axis.end_ts,
        delay_s=details.longest_delay_s,
        by_session=answers.by_session,
    )
    known = coverage(
        details,
        windows,
        lambda window: telling(users, window),
        answers.over,
        now_ts=query.now_ts,
        since_ts=query.opened_ts,
    )
    again = Again()
    if end_ts is not None:
        again = asked_again(
            details,
            [each.window for each in known.stretches if not each.too_old],
            sessions,
            lambda window: telling(users, window),
            # Requests that name sessions leave none of them out.
            answers.over if answers.by_session is None else lambda window: (),
            end_ts=end_ts,
            now_ts=query.now_ts,
        )
    return CallData(
        now_ts=query.now_ts,
        call=call,
        end_ts=end_ts,
        again=again,
        axis=axis,
        pending_ts=query.now_ts - 2 * details.longest_delay_s,
        standings=found,
        call_verdict=judged,
        hidden=len(everybody) - len(sessions),
        coverage=known,
        diagnosed=diagnosed,
        summary=moment_summary(diagnosed, at_least=bool(truncated)),
        entries=timeline(call, found, curves, diagnosed, query.thresholds, notes_of(snapshot, axis, call)),
        matrices={kind: matrix(kind, sessions, curves, query.thresholds, judged) for kind in MatrixKind},
        unread_chunks=snapshot.unread_chunks(query.call_id),
        told=answers.by_session or {},
        figures=snapshot.figures(query.call_id) if answers.by_session is not None else (),
        unkept=unkept,
        evidence=evidence,
    )


def _axis(call: Call, windows: Sequence[Window]) -> Window:
    end_ts = max((window.end_ts for window in windows), default=call.created_ts)
    return Window(call.created_ts, max(end_ts, call.created_ts + 1))


def is_whole(data: CallData) -> bool:
    """Whether every curve of the call is in hand, so that nothing else can suffer."""
    known = data.coverage
    has_all = known.has_all_users and not known.without_curves and not known.out_of_reach and not known.unread
    return has_all and not any(is_in_part(one, data) for one in data.standings)


def is_in_part(one: Standing, data: CallData) -> bool:
    """Whether answers that were full have left out some of its curves, in windows that were fetched."""
    full = [each.window for each in data.coverage.stretches if each.has_curves and each.window.end_ts < data.pending_ts]
    return any(gap.start_ts < window.end_ts and window.start_ts < gap.end_ts for gap in one.unknown for window in full)
