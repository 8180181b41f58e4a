"""The lines above the list of a call: the call, the verdicts, the coverage, and the lookup before it is found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.analysis.calls.lookup import Lookup, Stage
from tui.analysis.calls.standing import Worst
from tui.analysis.feeds.feed import age_text
from tui.domain.edition import Yields
from tui.domain.glossary import mid, rounding
from tui.domain.glossary.rounding import size_text
from tui.domain.records import DAY, Call, Run, Runs, Scope, WantState, WantStatus, Window
from tui.domain.text import Phrase
from tui.messages import call as words
from tui.messages import unread as unread_words
from tui.messages import verdict as verdict_words
from tui.queries.call_data import CallData, is_in_part, is_whole
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.call.query import LookupData
from tui.ui.features.call.scores import mid_title, mid_value
from tui.ui.texts.moment import causes, count_text, experiences
from tui.ui.texts.verdict import call_verdict_runs
from tui.ui.widgets.keys import KeyNames

_BETWEEN: Run = (" · ", "dim")


def call_runs(call: Call, end_ts: int | None, moment_ts: float | None, context: Context) -> Runs:
    """`channel 数学-3班   14:02:11–14:37:45  35 m   finished   at 14:07:31`; `end_ts` None: it is on."""
    lang, names, now_ts = context.lang, context.names, context.clock.now()
    channel = names.channel(call.channel) or "–"
    runs: list[Run] = [(words.CALL(lang, channel=channel), "strong"), ("   ", "text")]
    if call.destroyed_ts is not None:
        start, end = context.ends(call.created_ts, call.destroyed_ts, "%H:%M:%S", "%F")
        runs.append((words.SPAN(lang, start=start, end=end), "text"))
    else:
        form = "%H:%M:%S" if context.is_today(call.created_ts) else "%F %H:%M:%S"
        runs.append((words.SINCE(lang, start=context.shown(call.created_ts, form)), "text"))
    until_ts = now_ts if end_ts is None else call.destroyed_ts
    if until_ts is not None:
        runs.append((f"  {age_text(max(0.0, until_ts - call.created_ts), lang)}", "dim"))
    if end_ts is None:
        runs.append((f"   {words.STILL_ON(lang)}", "good"))
    if call.finished:
        runs.append((f"   {words.FINISHED(lang)}", "dim"))
    if end_ts is not None and call.destroyed_ts is None:
        runs.append((f"   {words.END_UNKNOWN(lang)}", "pending"))
    if moment_ts is not None:
        runs.append((f"   {words.AT(lang, time=context.shown(moment_ts, '%H:%M:%S'))}", "accent"))
    runs.append((f"   {names.call(call.call_id)}", "dim"))
    return tuple(runs)


def agora_runs(data: CallData, context: Context) -> Runs:
    """Agora's diagnoses in this channel while the call ran."""
    lang, summary = context.lang, data.summary
    label: Run = (words.AGORA(lang), "dim")
    if not context.edition.has(Yields.DIAGNOSES):
        return label, (words.AGORA_HAS_NO_DIAGNOSES(lang), "dim")
    if not summary.people:
        return label, (words.AGORA_NONE(lang), "dim")
    people = count_text(summary.people, context, at_least=summary.at_least)
    said = words.AGORA_EVENTS(lang, people=people, what=experiences(summary, lang))
    return label, (said, "text"), ("   ", "text"), *causes(summary, lang, context.names)


def verdict_runs(data: CallData, context: Context) -> Runs:
    """The causes, by the curves."""
    is_known, name = any(one.minutes for one in data.standings), context.names.user
    return call_verdict_runs(data.call_verdict, context.lang, is_known=is_known, lacking=lacking_of(data), name=name)


def lacking_of(data: CallData) -> Phrase | None:
    """The reason against "nothing suffers" for the whole call."""
    if data.coverage.unread:
        return verdict_words.UNREAD
    return None if is_whole(data) else verdict_words.IN_PART


def worst_text(uid: int, worst: Worst, context: Context) -> str:
    """The worst minute, with its own value and its time."""
    lang = context.lang
    values = {
        "what": mid_title(worst.mid, lang),
        "value": mid_value(worst.mid, worst.minute, context.thresholds, lang),
        "uid": context.names.user(uid),
        "time": context.shown(worst.ts),
    }
    if mid(worst.mid).per_peer and worst.peer_uid:
        return words.CURVES_PAIR(lang, sender=context.names.user(worst.peer_uid), **values)
    return words.CURVES_WORST(lang, **values)


# -- the known part, and the requests under way


def coverage_runs(data: CallData, *, servers: bool, context: Context, key: KeyNames) -> Runs:
    """`10 users seen, there may be more · Linux users not asked: i · curves not fetched: 09:02–12:02`."""
    lang, told = context.lang, data.coverage
    users = len({one.session.uid for one in data.standings})
    runs: list[Run] = []
    if not users:
        runs.append(((words.NOBODY if told.has_all_users else words.USERS_NONE)(lang), "dim"))
    elif told.has_all_users:
        runs.append(((words.USER_ALL if users == 1 else words.USERS_ALL)(lang, n=users), "text"))
    else:
        runs.append((words.USERS_SEEN(lang, n=users), "warn"))
    if servers:
        runs += [_BETWEEN, (words.SERVERS_ON(lang), "dim")]
    elif data.hidden:
        runs += [_BETWEEN, (words.HIDDEN(lang, n=data.hidden, key=key), "dim")]
    else:
        runs += [_BETWEEN, (words.SERVERS_OFF(lang, key=key), "dim")]
    for phrase, windows in (
        (words.OUT_OF_REACH, told.out_of_reach),
        (words.WITHOUT_CURVES, told.without_curves),
    ):
        if windows:
            spans, days = _spans(windows, context), (context.edition.call_curves.reach_s or 0) // DAY
            runs += [_BETWEEN, (phrase(lang, spans=spans, days=days), "pending")]
    if told.unread:
        runs += [_BETWEEN, (words.UNREAD(lang, n=told.unread), "warn")]
    if data.unread_chunks:
        runs += [_BETWEEN, (unread_words.CURVES_OF_A_NEWER(lang, n=data.unread_chunks), "warn")]
    partly = sum(is_in_part(one, data) for one in data.standings)
    if context.edition.asks_by_session:
        fetched = sum(one.session.sid in data.told for one in data.standings)
        if fetched < len(data.standings):
            runs += [_BETWEEN, (words.BY_SESSION(lang, n=fetched, of=len(data.standings)), "pending")]
    elif partly:
        runs += [_BETWEEN, (words.IN_PART(lang, n=partly, of=len(data.standings)), "pending")]
    return tuple(runs)


def _spans(windows: Iterable[Window], context: Context) -> str:
    return ", ".join(span_text(window, context) for window in windows)


def span_text(window: Window, context: Context) -> str:
    start, end = context.ends(window.start_ts, window.end_ts)
    return words.SPAN(context.lang, start=start, end=end)


def progress_runs(statuses: Sequence[WantStatus], *, stopped: bool, context: Context, key: KeyNames) -> Runs:
    """The requests on their way, their progress and their obstacle; nothing where there is none."""
    lang = context.lang
    if stopped:
        return ((words.STOPPED(lang, key=key), "warn"),)
    for state in (WantState.FETCHING, WantState.WAITING, WantState.STOPPED, WantState.FAILED):
        status = next((each for each in statuses if each.state is state), None)
        if status is None:
            continue
        if state is WantState.FETCHING:
            return _fetching(status, context, key)
        if state is WantState.WAITING:
            return (
                (words.WAITING(lang, what=_what(status, context)), "dim"),
                _BETWEEN,
                (words.ESC_STOPS(lang, key=key), "dim"),
            )
        if state is WantState.STOPPED:
            return ((words.STOPPED_AT(lang, n=status.requests, key=key), "warn"),)
        return ((words.FAILED(lang, key=key), "warn"),)
    return ()


def _what(status: WantStatus, context: Context) -> str:
    want = status.want
    phrase: Phrase = words.FETCHING_CURVES if want.part and want.part.with_metrics else words.FETCHING_USERS
    return phrase(context.lang, span="" if want.window is None else span_text(want.window, context)).rstrip()


def _fetching(status: WantStatus, context: Context, key: KeyNames) -> Runs:
    lang, progress = context.lang, status.progress
    runs: list[Run] = [(_what(status, context), "accent")]
    if progress is not None:
        done = size_text(progress.bytes)
        if progress.total_bytes:
            share = rounding.progress(progress.bytes, progress.total_bytes)
            done = words.OF_TOTAL(lang, done=done, total=size_text(progress.total_bytes), share=share)
        runs += [_BETWEEN, (done, "text"), _BETWEEN]
        runs.append((words.RATE(lang, rate=size_text(int(progress.bytes_per_s))), "text"))
    return (*runs, _BETWEEN, (words.ESC_STOPS(lang, key=key), "dim"))


def lookup_text(
    data: LookupData | None, channel: str, ts: int, uid: str | None, requests: int, context: Context
) -> str:
    """In place of the list; two lines at most."""
    lang = context.lang
    values = {"channel": visible(context.names.channel(channel)) or "–", "time": context.instant(ts)}
    stage = Stage.SEARCHING if data is None else data.lookup.stage
    back = context.instant(ts if data is None else data.reached_ts)
    match stage:
        case Stage.TOO_OLD:
            return words.TOO_OLD(lang, days=(context.edition.call_lists.reach_s or 0) // DAY, **values)
        case Stage.NOT_LISTED_YET:
            return words.NOT_LISTED_YET(lang, delay=context.edition.call_lists.longest_delay_s, **values)
        case Stage.NOT_FOUND:
            return words.NOT_FOUND(lang, back=back, **values)
        case Stage.CHOOSING:
            assert data is not None
            return words.CHOOSING(lang, n=data.lookup.among, uid=context.names.user(uid), **values)
        case Stage.SEARCHING | Stage.FOUND:
            return words.SEARCHING(lang, back=back, requests=requests, **values)


def note_runs(data: CallData, lookup: Lookup | None, scope: Scope, context: Context) -> Runs:
    """The facts about the choice of this call: each with its separator."""
    lang, uid, called = context.lang, scope.uid, context.names.user(scope.uid)
    notes: list[Run] = []
    if lookup is not None and lookup.is_apart:
        notes.append((words.NEAREST(lang), "warn"))
    elif lookup is not None and lookup.among > 1:
        taken = words.TAKEN_USER if lookup.has_user else words.TAKEN_NEWEST
        notes.append((taken(lang, n=lookup.among, uid=called), "warn"))
    listed = data.standings if data.coverage.has_all_users else ()
    if uid is not None and listed and all(str(one.session.uid) != uid for one in listed):
        notes.append((words.NOT_HERE(lang, uid=called), "warn"))
    if scope.peer_uid and context.edition.has(Yields.DIAGNOSES):
        notes.append(_agora(data, scope.peer_uid, context))
    return tuple(run for note in notes for run in (note, (" · ", "dim")))


def _agora(data: CallData, uid: int, context: Context) -> Run:
    """Agora's cause in the diagnosis that led here, beside the cause of the verdicts."""
    called, named_users = context.names.user(uid), data.call_verdict.named_users
    if not named_users:
        return words.AGORA_NAMES(context.lang, uid=called), "accent"
    if any(one.uid == uid for one in named_users):
        return words.AGORA_AGREES(context.lang, uid=called), "accent"
    return words.AGORA_DISAGREES(context.lang, uid=called), "warn"
