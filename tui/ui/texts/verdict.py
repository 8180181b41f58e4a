"""A verdict in words, the same on every screen, in a report and in a ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tui.analysis.calls.named import CallVerdict, Causer
from tui.analysis.calls.standing import AUDIO_FREEZE, RATES, VIDEO_FREEZE, threshold_of
from tui.analysis.cause.agreement import Agreement, Stance
from tui.analysis.cause.verdict import (
    Check,
    Conclusion,
    Confidence,
    Evidence,
    Fact,
    FactKind,
    Medium,
    Reason,
    Side,
    Suffering,
    Verdict,
)
from tui.domain.glossary import CURVE_METRICS
from tui.domain.glossary.mids import WEB_LOSSES
from tui.domain.glossary.rounding import Limit, adding_up, fixed
from tui.domain.records import Level, Run, Runs, Threshold
from tui.domain.text import Lang, Phrase
from tui.messages import pair as pair_words
from tui.messages import verdict as words
from tui.ui.context import Context, Telling
from tui.ui.texts.values import share_text, value_text

# The name of a user: an export may give an alias. A text of the API in the place of a uid is a user, too.
Name = Callable[[int | str], str]
# The limits of a medium's freezes.
RATES_OF = {Medium.VIDEO: RATES[VIDEO_FREEZE], Medium.AUDIO: RATES[AUDIO_FREEZE]}
CHECKS = {
    Check.SENDING: pair_words.SENDING,
    Check.SENDER_NETWORK: pair_words.SENDER_NETWORK,
    Check.RECEIVING: pair_words.RECEIVING,
    Check.RECEIVER_NETWORK: pair_words.RECEIVER_NETWORK,
    Check.PROCESSORS: pair_words.PROCESSORS,
}
# So many named users fit a line.
NAMED = 2


def seconds_text(seconds: float, lang: Lang) -> str:
    return words.SECONDS(lang, value=fixed(seconds, 0))


# -- the conclusion


def conclusion(verdict: Verdict, lang: Lang, name: Name = str, agora: Agreement | None = None) -> Run:
    """The line of a verdict: `→ sender's network: sender 44361248 · certain`, with the role of its colour."""
    if verdict.causes:
        return _caused(verdict, lang, name, agora), "bad"
    if verdict.outcome is Conclusion.UNDECIDED:
        return _undecided(verdict, lang), "warn"
    if verdict.outcome is Conclusion.UNKNOWN:
        if any(fact.kind is FactKind.NEVER_SENDS for fact in verdict.facts):
            return words.SENDS_NOTHING(lang, uid=name(verdict.sender_uid)), "warn"
        return words.NOT_KNOWN(lang), "warn"
    near = any(one.level is Level.WARN for one in verdict.sufferings)
    return (words.NEAR if near else words.FINE)(lang), "dim"


def _caused(verdict: Verdict, lang: Lang, name: Name, agora: Agreement | None) -> str:
    causes = []
    percents = adding_up([100 * cause.share for cause in verdict.causes])
    for cause, percent in zip(verdict.causes, percents, strict=True):
        text = words.CAUSES[cause.reason.value](lang, uid=name(cause.uid))
        if len(verdict.causes) > 1 or cause.share < 0.95:
            text = words.SHARE(lang, cause=text, percent=percent)
        causes.append(text)
    joined = words.JOINED(lang)
    said = words.CAUSED(lang, causes=joined.join(causes), confidence=words.CONFIDENCE[verdict.confidence.value](lang))
    parts = [said, *borne_out(verdict, lang)]
    if agora is not None and agora.stance is Stance.AGREES:
        parts.append(words.AGREES(lang))
    elif agora is not None and agora.stance is Stance.DISAGREES:
        named = words.LISTED(lang).join(name(one) for one in agora.named[:NAMED])
        parts.append(words.DISAGREES(lang, uid=named))
    return joined.join(parts)


def borne_out(verdict: Verdict, lang: Lang) -> Iterable[str]:
    """The other users of the call about the greatest cause."""
    cause, receivers = verdict.cause, verdict.receivers
    if cause is not None and receivers.known:
        if cause.side is Side.SENDER and receivers.alike:
            yield words.ALL_ALIKE(lang, alike=receivers.alike, known=receivers.known)
        elif cause.side is Side.RECEIVER and not receivers.alike:
            yield words.OTHERS_FINE(lang)
    if cause is not None and cause.reason is Reason.SENDER_SIDE and Reason.UPLINK in verdict.unknown:
        yield words.UPSTREAM_UNKNOWN(lang)
    if cause is not None and any(one.reason is cause.reason and one.mid in WEB_LOSSES for one in verdict.evidence):
        yield words.WIRE_LOSS(lang)


def _undecided(verdict: Verdict, lang: Lang) -> str:
    if any(fact.kind is FactKind.SHARED for fact in verdict.facts):
        return words.UNDECIDED_SHARED(lang)
    if verdict.fits:
        reasons = dict.fromkeys(words.REASONS[reason.value](lang) for reason in verdict.fits)
        phrase = words.UNDECIDED_FIT if len(reasons) == 1 else words.UNDECIDED_FITS
        return phrase(lang, reasons=words.LISTED(lang).join(reasons))
    return words.UNDECIDED_NOTHING(lang)


# -- the suffering


def suffered(verdict: Verdict, context: Context) -> str:
    """`video 0.8 % frozen (25 s in 3 bad spells) · audio 0.4 % frozen (0 s)`."""
    lang = context.lang
    parts = [part for one in verdict.sufferings for part in _suffering(one, context)]
    if not parts:
        return words.NOT_TOLD(lang)
    parts += [words.NO_FREEZE_CURVE(lang, medium=words.MEDIA[medium.value](lang)) for medium in verdict.untold]
    return words.JOINED(lang).join(parts)


def _suffering(one: Suffering, context: Context) -> Iterable[str]:
    lang, threshold = context.lang, context.thresholds.get(RATES_OF[one.medium])
    medium = words.MEDIA[one.medium.value](lang)
    if one.absent_s:
        yield words.ABSENT(lang, medium=medium, seconds=seconds_text(one.absent_s, lang))
    if one.frozen_s or not one.absent_s:
        percent, seconds = share_text(one.frozen_percent, threshold), seconds_text(one.frozen_s, lang)
        if one.level is Level.BAD and (one.spells > 1 or is_below(one.frozen_percent, threshold)):
            # Each spell is judged, and not the whole time: a small share of a long time may be a bad one.
            seconds = (words.IN_SPELL if one.spells == 1 else words.IN_SPELLS)(lang, seconds=seconds, n=one.spells)
        yield words.FROZEN(lang, medium=medium, percent=percent, seconds=seconds)


def is_below(percent: float, threshold: Threshold | None) -> bool:
    return threshold is None or percent <= threshold.bad


# -- facts


def fact_text(fact: Fact, context: Context, name: Name = str) -> str:
    lang = context.lang
    span = words.SINCE(lang, time=context.when(fact.since_ts))
    if fact.until_ts is not None:
        start, end = context.ends(fact.since_ts, fact.until_ts)
        span = words.SPAN(lang, start=start, end=end)
    value = (
        value_text(fact.value, CURVE_METRICS[fact.mid], threshold_of(fact.mid, context.thresholds))
        if fact.mid in CURVE_METRICS
        else ""
    )
    uid = name(fact.uid)
    return words.FACTS[fact.kind.value](lang, uid=uid, span=span, value=value, count=fact.count).strip()


def facts_text(facts: Sequence[Fact], context: Context, name: Name = str) -> str:
    return words.JOINED(context.lang).join(fact_text(fact, context, name) for fact in facts)


# -- the working


def evidence_text(one: Evidence, context: Telling) -> str:
    """`34.9 % (calm 0.4 %)`; of a bitrate that stopped for how much of the time."""
    lang, metric, limit = context.lang, CURVE_METRICS[one.mid], threshold_of(one.mid, context.thresholds)
    text = value_text(one.value, metric, limit)
    if one.beyond and one.limit is None:
        percent = _time_share(one.beyond, context)
        return words.SHARE_OF(lang, value=value_text(0.0, metric, limit), percent=percent)
    if one.calm is not None and one.beyond and one.limit is not None:
        return words.CALM(lang, value=text, calm=value_text(one.calm, metric, limit))
    return text


def working(one: Evidence, uid: str, context: Context) -> tuple[str, ...]:
    """The numbers of a candidate: while something suffered, and at calm times."""
    lang, metric, limit = context.lang, CURVE_METRICS[one.mid], threshold_of(one.mid, context.thresholds)
    beyond = _time_share(one.beyond, context)
    value, worst = value_text(one.value, metric, limit), value_text(one.worst, metric, limit)
    title, time = metric.title(lang), context.instant(one.worst_ts)
    phrase = words.WORKING_FLOW if one.limit is None else words.WORKING
    told = [phrase(lang, metric=title, uid=uid, value=value, beyond=beyond, worst=worst, time=time)]
    if one.calm is not None and one.calm_beyond is not None:
        calm = words.CALM_FLOW if one.limit is None else words.WORKING_CALM
        calm_value, calm_beyond = value_text(one.calm, metric, limit), _time_share(one.calm_beyond, context)
        told.append(calm(lang, value=calm_value, beyond=calm_beyond))
    return tuple(told)


def _time_share(part: float, context: Telling) -> str:
    """How much of the time a curve was beyond its limit: on its own side of the shares that make it a cause."""
    found = (context.thresholds.get(name) for name in ("causeShare", "calmShare"))
    limits = [limit for threshold in found if threshold for limit in (threshold.warn, threshold.bad)]
    return fixed(100 * part, 0, "", map(Limit, (*limits, 0.0, 100.0)))


def supports(verdict: Verdict) -> tuple[Evidence, ...]:
    """The evidence of the causes that are named, the greatest cause first."""
    return tuple(
        one
        for cause in verdict.causes
        for one in verdict.evidence
        if (one.reason is cause.reason or _stands_for(one.reason, cause.reason)) and one.beyond
    )


def _stands_for(told: Reason, named: Reason) -> bool:
    """The end-to-end loss stands for a side without a curve of its own."""
    return told is Reason.DOWNLINK and named in (Reason.SENDER_SIDE, Reason.RECEIVER_SIDE)


# -- a whole call


def named_user_text(one: Causer, lang: Lang, name: Name = str) -> str:
    """`sender's network: sender 44361248 · 8 suffer · certain`."""
    count = len(one.sufferers)
    parts = [words.CAUSES[one.reason.value](lang, uid=name(one.uid))]
    parts.append(words.SUFFERS(lang) if count == 1 else words.SUFFER(lang, n=count))
    parts.append(words.CONFIDENCE[one.confidence.value](lang))
    return words.JOINED(lang).join(parts)


def undecided_text(uids: Sequence[int], lang: Lang, name: Name = str) -> str:
    """The sufferers without a named cause: `undecided · 8 suffers`, `undecided · 3 suffer: 5, 6 +1`."""
    if len(uids) == 1:
        return words.UNDECIDED_ONE(lang, uid=name(uids[0]))
    return words.UNDECIDED_SOME(lang, n=len(uids), uids=_listed(uids, lang, name))


def call_verdict_runs(
    call_verdict: CallVerdict,
    lang: Lang,
    *,
    is_known: bool,
    lacking: Phrase | None = None,
    name: Name = str,
) -> Runs:
    """The causes in a call, in one line; `is_known`: any curves are; `lacking` replaces "nothing suffers" where not all
    of them are."""
    label: Run = (words.VERDICT(lang), "dim")
    if not is_known:
        return label, (words.NO_CURVES(lang), "dim")
    runs: list[Run] = [label]
    for one in call_verdict.named_users[:NAMED]:
        runs += [("   ", "text")] if len(runs) > 1 else []
        runs.append((named_user_text(one, lang, name), "bad" if one.confidence is Confidence.CERTAIN else "warn"))
    if len(call_verdict.named_users) > NAMED:
        runs += [("   ", "text"), (words.MORE(lang, n=len(call_verdict.named_users) - NAMED), "dim")]
    if call_verdict.undecided:
        runs += [("   ", "text")] if len(runs) > 1 else []
        runs.append((undecided_text(call_verdict.undecided, lang, name), "warn"))
    if call_verdict.unknown and len(runs) == 1:
        runs.append((words.UNKNOWN_OF(lang, uids=_listed(call_verdict.unknown, lang, name)), "warn"))
    if len(runs) == 1:
        runs.append((words.NOBODY_SUFFERS(lang), "good") if lacking is None else (lacking(lang), "warn"))
    return tuple(runs)


def session_runs(
    call_verdict: CallVerdict, uid: int, lang: Lang, *, is_known: bool, lacking: Phrase | None = None, name: Name = str
) -> Runs:
    """A user as a cause, and the causes that it suffers by; `is_known` and `lacking` as for a call."""
    label: Run = (words.VERDICT(lang), "dim")
    if not is_known:
        return label, (words.NO_CURVES(lang), "dim")
    if found := call_verdict.concerning(uid):
        text = words.JOINED(lang).join(named_user_text(one, lang, name) for one in found[:NAMED])
        return label, (text, "bad" if found[0].confidence is Confidence.CERTAIN else "warn")
    if uid in call_verdict.undecided:
        return label, (undecided_text((uid,), lang, name), "warn")
    if uid in call_verdict.unknown:
        return label, (words.UNKNOWN_OF(lang, uids=name(uid)), "warn")
    return label, (words.NOBODY_SUFFERS(lang), "dim") if lacking is None else (lacking(lang), "warn")


def _listed(uids: Sequence[int], lang: Lang, name: Name) -> str:
    text = words.LISTED(lang).join(name(uid) for uid in uids[:NAMED])
    return text if len(uids) <= NAMED else f"{text} +{len(uids) - NAMED}"


assert set(words.CAUSES) == set(words.REASONS) == {reason.value for reason in Reason}
assert set(words.FACTS) == {kind.value for kind in FactKind}
assert set(words.MEDIA) == {medium.value for medium in Medium}
