"""The head of the session screen: who it is, what was diagnosed at the moment, how far its curves have come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tui.analysis.call_windows import DETAILS
from tui.analysis.feed import age_text
from tui.domain.glossary import experience, factor
from tui.domain.glossary.rounding import fixed
from tui.domain.records import (
    MINUTE,
    Cause,
    Diagnosis,
    Part,
    Progress,
    Run,
    Runs,
    Session,
    WantState,
    WantStatus,
    Window,
)
from tui.domain.text import Lang, Phrase
from tui.messages import session as words
from tui.messages import verdict as verdict_words
from tui.messages.failures import WHAT
from tui.ui.charts.bars import bar
from tui.ui.context import Context
from tui.ui.features.session.query import SessionData
from tui.ui.texts.verdict import Name, session_runs
from tui.ui.widgets.keys import KeyNames

# How many diagnoses of a moment the line names, and how far from the moment they may lie.
NAMED = 2
NEAR_S = MINUTE
BAR_COLUMNS = 12


def who_runs(session: Session, data: SessionData | None, context: Context) -> Runs:
    """`83817682  iOS · 4G · 14:02:11–14:48:03 (45 m) · sends · iPhone12,1 · SDK 3.1.2 · call …`, the last cut off."""
    lang = context.lang
    end = words.STILL_IN(lang) if session.leave_ts is None else context.instant(session.leave_ts)
    runs: list[Run] = [(str(session.uid), "strong"), ("  ", "text")]
    span = f"{context.instant(session.join_ts)}–{end}"
    if session.leave_ts is not None:
        span += " " + words.LASTED(lang, length=age_text(session.leave_ts - session.join_ts, lang))
    parts = [
        session.platform,
        session.network,
        span,
        (words.SPEAKER if session.speaker else words.LISTENER)(lang),
        session.device_type,
        words.SDK(lang, version=session.sdk_version) if session.sdk_version else "",
        words.CALL(lang, id=data.call.call_id) if data else "",
        words.SESSION(lang, sid=session.sid),
    ]
    runs.append((" · ".join(part for part in parts if part), "text"))
    return tuple(runs)


def verdict_runs(data: SessionData, lang: Lang, name: Name = str) -> Runs:
    """What the user is named for, and by whom it suffers; curves that are not all here give no all-clear."""
    lacking = verdict_words.IN_PART if data.untold else None
    is_known = bool(data.metrics)
    return session_runs(data.judgement, data.session.uid, lang, is_known=is_known, lacking=lacking, name=name)


def diagnosed_runs(
    diagnosed: Sequence[Diagnosis], uids: tuple[int, ...], context: Context, moment_ts: float | None
) -> Runs:
    """The diagnoses within a minute of the moment, their causes decoded; without a moment all by experience.

    Those of the users that are looked at come first, then the nearest; the first of these users needs no name.
    """
    lang = context.lang
    runs: list[Run] = [
        (words.NO_CURSOR(lang), "dim")
        if moment_ts is None
        else (words.AT(lang, time=context.instant(moment_ts)), "strong")
    ]
    if not diagnosed:
        return (*runs, (words.NOT_DIAGNOSED(lang), "dim"))
    own = {str(uid) for uid in uids}
    if moment_ts is None:
        # Who suffered is not who made others suffer.
        theirs = [one for one in diagnosed if one.uid in own]
        others = [one for one in diagnosed if one.uid not in own]
        said = [
            _counted(phrase, part, lang) for phrase, part in ((words.DIAGNOSED, theirs), (words.CAUSED, others)) if part
        ]
        return (*runs, ("   ".join(said), "text"))
    near = sorted(
        (one for one in diagnosed if abs(one.ts - moment_ts) <= NEAR_S),
        key=lambda one: (one.uid not in own, abs(one.ts - moment_ts)),
    )
    if not near:
        return (*runs, (words.NONE_HERE(lang, count=len(diagnosed)), "dim"))
    for index, one in enumerate(near[:NAMED]):
        time = context.instant(one.ts)
        name = experience(one.exp_id)(lang)
        phrase = words.OWN_EVENT if one.uid == str(uids[0]) else words.HOST_EVENT
        runs.append(("   " if index else "", "text"))
        runs.append((phrase(lang, time=time, experience=name, uid=one.uid), "bad"))
        of_them = [cause for cause in one.causes if one.uid in own or cause.host_uid in own]
        causes = [_cause(cause, uids[0], context) for cause in of_them or one.causes]
        runs.append((" · ".join(causes) or words.NO_CAUSE_GIVEN(lang), "text"))
    if len(near) > NAMED:
        runs.append(("   " + words.MORE(lang, count=len(near) - NAMED), "dim"))
    return tuple(runs)


def _counted(phrase: Phrase, diagnosed: Sequence[Diagnosis], lang: Lang) -> str:
    counts = Counter(one.exp_id for one in diagnosed)
    what = " · ".join(f"{experience(exp_id)(lang)} {count}" for exp_id, count in counts.most_common())
    return phrase(lang, count=len(diagnosed), what=what)


def _cause(cause: Cause, uid: int, context: Context) -> str:
    lang = context.lang
    name = factor(cause.factor_id)(lang)
    if not cause.host_uid:
        return name
    host = words.THIS_USER(lang) if cause.host_uid == str(uid) else cause.host_uid
    return words.OF_HOST(lang, name=name, uid=host)


def told_runs(
    data: SessionData | None, statuses: Sequence[WantStatus], context: Context, key: KeyNames, *, now_ts: float
) -> Runs:
    """What of the session's curves has not come, and why; empty where all is told.

    The first that matters: what is on its way, what is waited for, what nobody asks for any more.
    """
    lang = context.lang
    if data is None:
        return ()
    if data.session.leave_ts is None and not data.metrics and not statuses:
        return ((words.PENDING(lang), "pending"),)
    of_session = [status for status in statuses if is_about(status, data.whole)]
    if runs := asked_runs(of_session, context, key, now_ts=now_ts):
        return runs
    if data.session.leave_ts is None and data.metrics and not data.untold:
        # Always there while the call is on, so that nothing moves each time that more is fetched.
        known_ts = data.whole.end_ts if data.pending_ts is None else data.pending_ts
        return ((words.TOLD_UNTIL(lang, time=context.instant(known_ts)), "pending"),)
    if data.untold and not of_session:
        return ((words.NOT_ASKED(lang, span=spans_text(data.untold, context)), "dim"),)
    if data.untold:
        too_old = data.untold[-1].end_ts < now_ts - (DETAILS.reach_s or 0)
        return (((words.TOO_OLD if too_old else words.LEFT_OUT)(lang, span=spans_text(data.untold, context)), "warn"),)
    return () if data.metrics else ((words.NO_CURVES(lang), "warn"),)


def asked_runs(statuses: Sequence[WantStatus], context: Context, key: KeyNames, *, now_ts: float) -> Runs:
    """What is on its way, what will not come, what is waited for; empty where all of it is there."""
    runs: list[Run] = []
    # The plain waits come last: the others say more.
    order = (WantState.FETCHING, WantState.FAILED, WantState.STOPPED, WantState.WAITING)
    open_wants = [status for status in statuses if status.state is not WantState.DONE]
    for status in sorted(open_wants, key=lambda one: order.index(one.state)):
        runs += [("   ", "text")] if runs else []
        runs += _want(status, context, key, now_ts)
    return tuple(runs)


def is_about(status: WantStatus, whole: Window) -> bool:
    """Whether it brings curves of that stretch of time."""
    return status.want.part in (Part.METRICS, Part.ALL_METRICS) and overlaps(status.want.window, whole)


def overlaps(one: Window | None, other: Window) -> bool:
    return one is not None and one.start_ts < other.end_ts and other.start_ts < one.end_ts


def _want(status: WantStatus, context: Context, key: KeyNames, now_ts: float) -> Runs:
    lang = context.lang
    assert status.want.window is not None
    span = span_text(status.want.window, context)
    match status.state:
        case WantState.FETCHING:
            return ((words.FETCHING(lang, span=span), "accent"), *_progress(status.progress, context))
        case WantState.STOPPED:
            return ((words.STOPPED(lang, span=span, key=key), "warn"),)
        case WantState.FAILED if status.failure is not None:
            return ((words.FAILED(lang, span=span, what=WHAT[status.failure.kind](lang)), "bad"),)
        case _:
            if status.next_ts is not None and status.next_ts > now_ts + 1:
                time = context.instant(status.next_ts)
                return ((words.WAITING(lang, span=span, time=time), "dim"),)
            return ((words.WAITS(lang, span=span), "dim"),)


def _progress(progress: Progress | None, context: Context) -> Runs:
    if progress is None:
        return ()
    done, rate = fixed(progress.bytes / 1e6, 1, ""), fixed(progress.bytes_per_s / 1e6, 1, "")
    if not progress.total_bytes:
        return (("  " + words.BYTES(context.lang, done=done, rate=rate), "text"),)
    total = fixed(progress.total_bytes / 1e6, 1, "")
    drawn = bar(progress.bytes, progress.total_bytes, BAR_COLUMNS, ascii=context.ascii)
    return (
        (f"  {drawn}", "accent"),
        ("  " + words.BYTES_OF(context.lang, done=done, all=total, rate=rate), "text"),
    )


def span_text(window: Window, context: Context) -> str:
    return "–".join(context.ends(window.start_ts, window.end_ts))


def spans_text(windows: Sequence[Window], context: Context) -> str:
    return ", ".join(span_text(window, context) for window in windows)
