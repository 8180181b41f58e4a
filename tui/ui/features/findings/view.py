"""Findings in words: the line above the list, the finding under the cursor, its working; and the places it leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace
from rich.cells import cell_len

from tui.analysis.calls.findings import CallFinding
from tui.analysis.findings.finding import CERTAINTY, Basis, RankedFinding, StandOut
from tui.analysis.findings.rates import FrozenCall
from tui.domain.glossary.rounding import exact, fixed
from tui.domain.records import Run, Runs, Scope, VendorAlert
from tui.messages import findings as words
from tui.messages import verdict as verdict_words
from tui.queries.judged_calls import FindingsData
from tui.ui.context import Context
from tui.ui.navigation import Route
from tui.ui.text_page import Paragraph
from tui.ui.texts.alerts import about_alert
from tui.ui.texts.findings import (
    fits_of,
    numbers_text,
    proof_of,
    reasons_text,
    unknown_of,
    whole_text,
)
from tui.ui.texts.verdict import working
from tui.ui.widgets.keys import KeyNames

_GAP: Run = ("  ", "text")


def head_runs(data: FindingsData | None, context: Context) -> Runs:
    """The period, the findings by certainty, and how much of its calls was judged."""
    lang = context.lang
    if data is None:
        return ((words.READING(lang), "dim"),)
    # The end of the window is a round one, and may be to come.
    start, end = context.ends(data.window.start_ts, min(data.window.end_ts, int(context.clock.now())))
    counts = Counter(one.confidence.value if one.confidence else "" for one in data.found)
    runs: list[Run] = [(f"{start}–{end}", "strong"), _GAP, (words.HEAD_COUNTS(lang, n=len(data.found)), "text")]
    for name, phrase, role in (
        ("certain", words.HEAD_CERTAIN, "bad"),
        ("likely", words.HEAD_LIKELY, "warn"),
        ("undecided", words.HEAD_UNDECIDED, "pending"),
        ("", words.HEAD_OTHERS, "accent"),
    ):
        if counts[name]:
            runs += [(" · ", "dim"), (phrase(lang, n=counts[name]), role)]
    # The reasons against an all-clear first: a narrow line ends with the rest.
    if data.listed_until_ts is not None:
        runs += [_GAP, (words.HEAD_LISTED_UNTIL(lang, time=context.shown(data.listed_until_ts)), "pending")]
    elif not data.is_listed:
        runs += [_GAP, (words.HEAD_UNLISTED(lang), "pending")]
    if data.left:
        runs += [_GAP, (words.HEAD_LEFT(lang, n=data.left), "pending")]
    judged = len(data.calls)
    runs += [_GAP, (words.HEAD_JUDGED(lang, n=judged, of=judged + data.not_judged + data.left), "dim")]
    return tuple(runs)


def formula_runs(context: Context, width: int) -> Runs:
    text = words.FORMULA(context.lang)
    return ((text if cell_len(text) <= width else words.FORMULA_SHORT(context.lang), "dim"),)


def chosen_lines(one: RankedFinding, context: Context, key: KeyNames) -> Iterable[str]:
    """The finding in full, the numbers behind it, and the other candidates."""
    lang, of = context.lang, one.of
    # A narrow list has no room for the channel.
    yield " · ".join(filter(None, (context.names.channel(one.channel), whole_text(one, context))))
    if numbers := numbers_text(one, context):
        yield words.FROM(lang, what=numbers)
    if isinstance(of, CallFinding):
        if fits := fits_of(of):
            yield words.ALSO_FITS(lang, what=reasons_text(fits, lang))
        elif unknown := unknown_of(of):
            yield words.NO_CURVE_OF(lang, what=reasons_text(unknown, lang))
    elif isinstance(of, FrozenCall):
        yield words.RATES_TELL_NO_SIDE(lang, key=key)
    else:
        yield (words.IS_NO_CAUSE if isinstance(of, StandOut) else words.IS_AGORAS)(lang)


def why(one: RankedFinding, context: Context, key: KeyNames) -> tuple[Paragraph, ...]:
    """The finding with its working."""
    lang, of = context.lang, one.of
    if isinstance(of, VendorAlert):
        return (*about_alert(of, context), Paragraph(words.WHY_NO_RANK(lang), 3))
    told = [Paragraph(words.BASES[one.basis.value](lang), 1), Paragraph(whole_text(one, context), 3)]
    if isinstance(of, CallFinding):
        told += _working(of, context)
    elif numbers := numbers_text(one, context):
        told += [Paragraph(words.WHY_NUMBERS(lang), 2), Paragraph(numbers, 3)]
    if isinstance(of, StandOut):
        told.append(Paragraph(words.IS_NO_CAUSE(lang), 3))
    if isinstance(of, FrozenCall):
        told.append(Paragraph(words.RATES_TELL_NO_SIDE(lang, key=key), 3))
    if one.confidence is not None:
        told += [Paragraph(words.WHY_SURE(lang), 2), Paragraph(words.WHY_SURE_TEXT[one.confidence.value](lang), 3)]
    told += _rank(one, context)
    if isinstance(of, CallFinding) and of.verdicts:
        told.append(Paragraph(words.WHY_PAIR(lang, key=key), 3))
    return tuple(told)


def _working(of: CallFinding, context: Context) -> Iterable[Paragraph]:
    lang, names = context.lang, context.names
    if proof := proof_of(of):
        yield Paragraph(words.WHY_NUMBERS(lang), 2)
        worst = of.verdicts[0]
        for each in proof:
            uid = worst.sender_uid if each.reason.side.value == "sender" else worst.receiver_uid
            for text in working(each, names.user(uid), context):
                yield Paragraph(text, 3)
    if fits := fits_of(of):
        yield Paragraph(words.ALSO_FITS(lang, what=reasons_text(fits, lang)), 3)
    if unknown := unknown_of(of):
        yield Paragraph(words.NO_CURVE_OF(lang, what=reasons_text(unknown, lang)), 3)


def _rank(one: RankedFinding, context: Context) -> Iterable[Paragraph]:
    lang = context.lang
    yield Paragraph(words.RANK(lang), 2)
    if one.rank is None or one.lost_s is None or one.confidence is None:
        yield Paragraph(words.WHY_NO_RANK(lang), 3)
        return
    certainty = f"{exact(CERTAINTY[one.confidence])} ({verdict_words.CONFIDENCE[one.confidence.value](lang)})"
    said = words.WHY_RANK(lang, rank=fixed(one.rank, 0), seconds=fixed(one.lost_s, 0), certainty=certainty)
    yield Paragraph(said, 3)
    yield Paragraph((words.WHY_RANK_CURVES if one.basis is Basis.CURVES else words.WHY_RANK_RATES)(lang), 3)
    yield Paragraph(words.FORMULA(lang), 3)


# -- ways on


def moment_of(one: RankedFinding) -> int:
    """The instant that the finding is best seen at: the worst sample of its cause, else where it begins."""
    if isinstance(one.of, CallFinding):
        stamps = [each.worst_ts for each in proof_of(one.of) if one.since_ts <= each.worst_ts < one.until_ts]
        return stamps[0] if stamps else one.since_ts
    return one.since_ts


def route_of(one: RankedFinding) -> Route | None:
    """The call at the instant of the finding, with its worst pair at hand, or the breakdown of the project or of a
    channel; None where the finding names neither."""
    of, moment_ts = one.of, moment_of(one)
    if isinstance(of, StandOut) and not one.call_id:
        scope = Scope(moment_ts=of.window.start_ts, channel=one.channel or None)
        return Route("standout", scope, metric=of.outlier.metric, product=of.product)
    if not one.call_id and not one.channel:
        return None
    scope = Scope(moment_ts=moment_ts, channel=one.channel or None, call_id=one.call_id or None)
    if isinstance(of, CallFinding) and of.verdicts:
        worst = of.verdicts[0]
        return Route("call", replace(scope, uid=str(worst.receiver_uid), peer_uid=worst.sender_uid))
    if isinstance(of, FrozenCall) and of.users:
        return Route("call", replace(scope, uid=str(of.users[0].uid)))
    return Route("call", replace(scope, uid=of.uid or None) if isinstance(of, VendorAlert) else scope)


def pair_route_of(one: RankedFinding) -> Route | None:
    """The worst pair over its call; None for a finding about no pair."""
    if not isinstance(one.of, CallFinding) or not one.of.verdicts:
        return None
    route = route_of(one)
    return None if route is None else Route("call", route.scope, then="pair")
