"""The head of the session screen: the user, the diagnoses of the moment, the progress of the curves."""

from __future__ import annotations

from collections.abc import Sequence

from tui.analysis.feeds.feed import age_text
from tui.domain.records import DAY, Run, Runs, Session, WantStatus
from tui.domain.text import Lang
from tui.messages import session as words
from tui.messages import unread as unread_words
from tui.messages import verdict as verdict_words
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.session.query import SessionData
from tui.ui.texts.progress import asked_runs, is_about, spans_text
from tui.ui.texts.values import network_text
from tui.ui.texts.verdict import Name, session_runs
from tui.ui.widgets.keys import KeyNames


def who_runs(session: Session, data: SessionData | None, context: Context) -> Runs:
    """`83817682  iOS · 4G · 14:02:11–14:48:03 (45 m) · sends · iPhone12,1 · SDK 3.1.2 · call …`, the last cut off."""
    lang, names = context.lang, context.names
    end = words.STILL_IN(lang) if session.leave_ts is None else context.instant(session.leave_ts)
    runs: list[Run] = [(names.user(session.uid), "strong"), ("  ", "text")]
    span = f"{context.instant(session.join_ts)}–{end}"
    if session.leave_ts is not None:
        span += " " + words.LASTED(lang, length=age_text(session.leave_ts - session.join_ts, lang))
    parts = [
        session.platform,
        network_text(session.network, lang),
        span,
        (words.SPEAKER if session.speaker else words.LISTENER)(lang),
        session.device_type,
        words.SDK(lang, version=session.sdk_version) if session.sdk_version else "",
        "" if names.hidden else visible(session.account),
        visible(words.SEPARATOR(lang).join(session.roles)),
        words.CALL(lang, id=names.call(data.call.call_id)) if data else "",
        words.SESSION(lang, sid=names.session(session.sid)),
    ]
    runs.append((" · ".join(part for part in parts if part), "text"))
    return tuple(runs)


def verdict_runs(data: SessionData, lang: Lang, name: Name) -> Runs:
    """The user as a cause, and the causes that it suffers by; incomplete curves give no all-clear."""
    lacking = verdict_words.IN_PART if data.untold else None
    is_known = bool(data.metrics)
    return session_runs(data.call_verdict, data.session.uid, lang, is_known=is_known, lacking=lacking, name=name)


def told_runs(
    data: SessionData | None, statuses: Sequence[WantStatus], context: Context, key: KeyNames, *, now_ts: float
) -> Runs:
    """The missing part of the session's curves, and the reason; empty where all is known.

    The first that matters: requests on their way, waits, parts that are not requested any more.
    """
    lang = context.lang
    if data is None:
        return ()
    if data.session.leave_ts is None and not data.metrics and not statuses:
        return ((words.PENDING(lang, seconds=context.edition.call_details.longest_delay_s), "pending"),)
    of_session = [status for status in statuses if is_about(status, data.whole)]
    if runs := asked_runs(of_session, context, key, now_ts=now_ts):
        return runs
    if data.unread_chunks:
        return ((unread_words.CURVES_OF_A_NEWER(lang, n=data.unread_chunks), "warn"),)
    if data.session.leave_ts is None and not data.call.finished and data.metrics and not data.untold:
        # Always there while the call is on, so that nothing moves each time that more is fetched.
        known_ts = data.whole.end_ts if data.pending_ts is None else data.pending_ts
        return ((words.TOLD_UNTIL(lang, time=context.instant(known_ts)), "pending"),)
    if data.untold and not of_session:
        return ((words.NOT_ASKED(lang, span=spans_text(data.untold, context)), "dim"),)
    if data.untold:
        details, span = context.edition.call_details, spans_text(data.untold, context)
        if data.untold[-1].end_ts < details.oldest_ts(now_ts):
            return ((words.TOO_OLD(lang, span=span, days=(details.reach_s or 0) // DAY), "warn"),)
        # Requests that name their sessions leave nobody out.
        leaves_out = context.edition.call_curves is details
        return (((words.LEFT_OUT if leaves_out else words.LACKING)(lang, span=span), "warn"),)
    return () if data.metrics else ((words.NO_CURVES(lang), "warn"),)
