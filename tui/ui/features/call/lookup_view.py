"""What the lookup of a call says: where it looks, how far it has come, why it found nothing, what it chose."""

from __future__ import annotations

from tui.analysis.call_lookup import DELAY_S, Lookup, Stage
from tui.domain.records import Run, Runs, Scope
from tui.messages import call as words
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.call.lookup import LookupData
from tui.ui.features.call.query import CallData


def lookup_text(
    data: LookupData | None, channel: str, ts: int, uid: str | None, requests: int, context: Context
) -> str:
    """In place of the list; two lines at most."""
    lang = context.lang
    values = {"channel": visible(channel) or "–", "time": context.instant(ts)}
    stage = Stage.SEARCHING if data is None else data.lookup.stage
    back = context.instant(ts if data is None else data.reached_ts)
    match stage:
        case Stage.TOO_OLD:
            return words.TOO_OLD(lang, **values)
        case Stage.NOT_LISTED_YET:
            return words.NOT_LISTED_YET(lang, delay=DELAY_S, **values)
        case Stage.NOT_FOUND:
            return words.NOT_FOUND(lang, back=back, **values)
        case Stage.CHOOSING:
            assert data is not None
            return words.CHOOSING(lang, n=data.lookup.among, uid=uid or "", **values)
        case Stage.SEARCHING | Stage.FOUND:
            return words.SEARCHING(lang, back=back, requests=requests, **values)


def note_runs(data: CallData, lookup: Lookup | None, scope: Scope, context: Context) -> Runs:
    """What one must know of how this call was come by: each with what parts it from what follows."""
    lang, uid = context.lang, scope.uid
    notes: list[Run] = []
    if lookup is not None and lookup.is_apart:
        notes.append((words.NEAREST(lang), "warn"))
    elif lookup is not None and lookup.among > 1:
        taken = words.TAKEN_USER if lookup.has_user else words.TAKEN_NEWEST
        notes.append((taken(lang, n=lookup.among, uid=uid or ""), "warn"))
    listed = data.standings if data.coverage.has_all_users else ()
    if uid is not None and listed and all(str(one.session.uid) != uid for one in listed):
        notes.append((words.NOT_HERE(lang, uid=uid), "warn"))
    if scope.peer_uid:
        notes.append(_agora(data, scope.peer_uid, context))
    return tuple(run for note in notes for run in (note, (" · ", "dim")))


def _agora(data: CallData, uid: int, context: Context) -> Run:
    """Whom Agora named as the cause of the diagnosis that led here, beside whom the verdicts name."""
    blames = data.judgement.blames
    if not blames:
        return words.AGORA_NAMES(context.lang, uid=uid), "accent"
    if any(one.uid == uid for one in blames):
        return words.AGORA_AGREES(context.lang, uid=uid), "accent"
    return words.AGORA_DISAGREES(context.lang, uid=uid), "warn"
