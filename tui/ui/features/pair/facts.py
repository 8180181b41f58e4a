"""The facts of a pair for a report: its verdict in the words of the report."""

from __future__ import annotations

from tui.analysis.cause.agreement import agreement
from tui.analysis.cause.verdict import Conclusion, Evidence, Side, Verdict
from tui.analysis.project.report import Facts, cast
from tui.domain.records import Level
from tui.messages import report as words
from tui.messages import verdict as verdict_words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.features.pair.query import PairData
from tui.ui.features.pair.view import verdict_lines
from tui.ui.texts.report import NAMED, SECOND_FORM, call_line, speakers
from tui.ui.texts.verdict import supports, working


def of_pair(data: PairData, verdict: Verdict, at: tuple[int | None, int | None], context: Context) -> Facts:
    """`at` is the moment, and around which instant was judged. Who receives is who suffers; where nothing does, nobody
    is abnormal."""
    moment_ts, checked_ts = at
    sender_uid, receiver_uid = verdict.sender_uid, verdict.receiver_uid
    teacher_uid, student_uid = cast(sender_uid, receiver_uid, speakers(data.sessions))
    suffers = verdict.outcome in (Conclusion.CAUSED, Conclusion.UNDECIDED)
    ts = moment_ts if moment_ts is not None else _since_ts(verdict) if suffers else None
    agora = agreement(verdict, data.diagnosed)
    # The checks stand in the working.
    concluded, head, *_, facts = (plain(line) for line in verdict_lines(verdict, context, checked_ts, agora=agora))
    lines = [
        _froze(verdict, context),
        head,
        concluded.removeprefix("→ "),
        *([facts] if facts else []),
        *(working(one, str(uid_of_side(verdict, one)), context)[0] for one in supports(verdict)[:NAMED]),
        call_line(
            data.call.call_id,
            data.sessions,
            (sender_uid, receiver_uid),
            verdict.window.start_ts if ts is None else ts,
            context,
        ),
    ]
    return Facts(data.call.channel, teacher_uid, student_uid, receiver_uid if suffers else None, ts, "\n".join(lines))


def uid_of_side(verdict: Verdict, one: Evidence) -> int:
    return verdict.sender_uid if one.reason.side is Side.SENDER else verdict.receiver_uid


def _since_ts(verdict: Verdict) -> int | None:
    """Since when something suffered."""
    return min((one.since_ts for one in verdict.sufferings if one.level is Level.BAD), default=None)


def _froze(verdict: Verdict, context: Context) -> str:
    lang, zone, window = context.lang, context.zone, verdict.window
    last_ts = max(window.start_ts, window.end_ts - 1)
    span = words.SPAN(
        lang,
        start=zone.text(window.start_ts, SECOND_FORM),
        end=zone.text(last_ts, "%H:%M:%S"),
        offset=zone.label(window.start_ts),
    )
    froze = [one for one in verdict.sufferings if one.level is Level.BAD]
    sender, receiver = verdict.sender_uid, verdict.receiver_uid
    if not froze:
        return words.RECEIVING(lang, span=span, sender=sender, receiver=receiver)
    media = words.AND(lang).join(verdict_words.MEDIA[one.medium.value](lang) for one in froze)
    return words.FROZE(lang, span=span, media=media, sender=sender, receiver=receiver)
