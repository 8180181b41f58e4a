"""The facts of a pair for a report: its verdict in the words of the report."""

from __future__ import annotations

from tui.analysis.cause.agreement import agreement
from tui.analysis.cause.verdict import Conclusion, Evidence, Side, Suffering, Verdict
from tui.analysis.project.report import Facts, cast
from tui.domain.records import Level
from tui.domain.text import Lang
from tui.messages import report as words
from tui.messages import verdict as verdict_words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.features.pair.query import PairData
from tui.ui.features.pair.view import verdict_lines
from tui.ui.texts.report import NAMED, SECOND_FORM, call_line, speakers
from tui.ui.texts.verdict import supports, working


def of_pair(data: PairData, verdict: Verdict, at: tuple[int | None, int | None], context: Context) -> Facts:
    """`at` is the moment, and the middle of the judged time. The receiver is the sufferer; without suffering no end is
    abnormal."""
    moment_ts, checked_ts = at
    sender_uid, receiver_uid = verdict.sender_uid, verdict.receiver_uid
    teacher_uid, student_uid = cast(sender_uid, receiver_uid, speakers(data.sessions))
    suffers = verdict.outcome in (Conclusion.CAUSED, Conclusion.UNDECIDED)
    ts = moment_ts if moment_ts is not None else _since_ts(verdict) if suffers else None
    agora = agreement(verdict, data.diagnosed)
    # The checks stand in the working.
    concluded, head, *_, facts = (plain(line) for line in verdict_lines(verdict, context, checked_ts, str, agora))
    lines = [
        froze_text(verdict, context, is_moment=checked_ts is not None),
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


def froze_text(verdict: Verdict, context: Context, *, is_moment: bool) -> str:
    """The frozen media, from the first spell to the last, with their number; around a moment, and without a freeze, the
    whole period."""
    lang, zone, window = context.lang, context.zone, verdict.window
    froze = [one for one in verdict.sufferings if one.level is Level.BAD]
    start_ts, end_ts = window.start_ts, window.end_ts
    if froze and not is_moment:
        start_ts, end_ts = min(one.since_ts for one in froze), max(one.until_ts for one in froze)
    span = words.SPAN(
        lang,
        start=zone.text(start_ts, SECOND_FORM),
        end=zone.text(max(start_ts, end_ts - 1), "%H:%M:%S"),
        offset=zone.label(start_ts),
    )
    sender, receiver = verdict.sender_uid, verdict.receiver_uid
    if not froze:
        return words.RECEIVING(lang, span=span, sender=sender, receiver=receiver)
    media = words.AND(lang).join(_medium(one, lang) for one in froze)
    return words.FROZE(lang, span=span, media=media, sender=sender, receiver=receiver)


def _medium(one: Suffering, lang: Lang) -> str:
    medium = verdict_words.MEDIA[one.medium.value](lang)
    return medium if one.spells == 1 else words.IN_SPELLS(lang, medium=medium, n=one.spells)
