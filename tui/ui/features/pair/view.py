"""The pair view in words: the head of each side, the charts, one line for each check, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from tui.analysis.calls.pair import Pair, on_at, sessions_of
from tui.analysis.calls.session import MetricCurves, judged_mid
from tui.analysis.cause.agreement import Agreement
from tui.analysis.cause.engine import AROUND_S
from tui.analysis.cause.verdict import Check, Conclusion, Evidence, Reason, Side, Verdict
from tui.domain.glossary.mids import WEB_LOSSES
from tui.domain.records import Level, Run, Runs, Session
from tui.domain.text import Lang
from tui.messages import pair as words
from tui.messages import session as session_words
from tui.messages import verdict as verdict_words
from tui.ui.charts.plot import Plot
from tui.ui.context import Context
from tui.ui.features.pair.query import ROLES, Panel
from tui.ui.text_page import Paragraph
from tui.ui.texts.curves import at_text
from tui.ui.texts.values import ROLES as LEVEL_ROLES
from tui.ui.texts.values import network_text, sign_of, value_text
from tui.ui.texts.verdict import (
    CHECKS,
    Name,
    conclusion,
    evidence_text,
    fact_text,
    facts_text,
    suffered,
    working,
)
from tui.ui.widgets.chart import ChartView

SIDES = {Side.SENDER: words.SENDER, Side.RECEIVER: words.RECEIVER}
# The sign and its colour give the conclusion of a check: a bad value that is not the cause has no sign of its own.
SIGNS = {
    "cause": ("▲", "bad"),
    "fits": ("?", "warn"),
    "seen": ("·", "text"),
    "open": ("△", "warn"),
    "clean": ("·", "text"),
    "unknown": ("–", "dim"),
}
# The candidates of each check that a curve must tell of before it counts as clean.
NEEDED_OF = {
    Check.SENDING: (Reason.NOT_SENDING,),
    Check.SENDER_NETWORK: (Reason.UPLINK, Reason.SENDER_ROUTER),
    Check.RECEIVING: (Reason.NOT_RECEIVING,),
    Check.RECEIVER_NETWORK: (Reason.DOWNLINK, Reason.RECEIVER_ROUTER),
    Check.PROCESSORS: (Reason.SENDER_PROCESSOR, Reason.RECEIVER_PROCESSOR),
}
# Lines of the panel of the verdict: the conclusion, the suffering, the checks, the facts.
VERDICT_LINES = len(Check) + 3


def side_runs(side: Side, uid: int, sessions: Sequence[Session], context: Context, moment_ts: int | None) -> Runs:
    """`sender 44361248  Windows · Wi-Fi · Windows 7`; of a user that returned, the session at the time as well."""
    lang = context.lang
    runs: list[Run] = [
        (words.SIDE(lang, side=SIDES[side](lang), uid=context.names.user(uid)), "strong"),
        ("  ", "text"),
    ]
    its = sessions_of(sessions, uid)
    if not its:
        return (*runs, (words.UNKNOWN_USER(lang), "warn"))
    one = its[-1] if moment_ts is None else on_at(its, moment_ts)
    if one is None:
        return (*runs, (words.ABSENT(lang), "warn"))
    parts = [one.platform, network_text(one.network, context.lang), one.device_type]
    if len(its) > 1:
        parts.insert(0, words.TURN(lang, turn=its.index(one) + 1, turns=len(its)))
    return (*runs, (" · ".join(part for part in parts if part), "text"))


def panel_view(
    panel: Panel, pair: Pair, plot: Plot | None, context: Context, moment_ts: int | None, width: int
) -> ChartView:
    lang = context.lang
    title: list[Run] = [(f"{panel.check.value} ", "accent")] if panel.check else []
    title.append((panel.title(lang), "strong"))
    metrics = panel.metrics(pair)
    title.append((f" {judged_mid(panel.mids[0]).unit}", "dim"))
    if not metrics or plot is None:
        empty = words.NO_CURVE if not metrics else session_words.NOT_IN_VIEW
        return ChartView(tuple(title), empty=empty(lang))
    runs: list[Run] = []
    for each, role in zip(metrics, ROLES, strict=False):
        one, value, grade = each.at(moment_ts)[0]
        text = at_text(one, value, each, context, moment_ts)
        runs.append(("  " if runs else "", "text"))
        runs.append((f"{words.LABELS[each.metric.mid](lang)} ", role))
        runs.append((text + sign_of(grade, each.metric), "pending" if value is None else LEVEL_ROLES[grade]))
    if sum(cell_len(text) for text, _ in (*title, *runs)) >= width:
        title.pop()
    return ChartView(tuple(title), tuple(runs), _foot(metrics, context), plot)


def _foot(metrics: Sequence[MetricCurves], context: Context) -> Runs:
    """The worst of each metric, named where there are several."""
    lang = context.lang
    said = []
    for each in metrics:
        if each.worst is not None:
            _, ts, value = each.worst
            text = session_words.WORST_AT(
                lang, value=value_text(value, each.metric, each.threshold), time=context.instant(ts)
            )
            said.append(f"{words.LABELS[each.metric.mid](lang)} {text}" if len(metrics) > 1 else text)
    return ((" · ".join(said), "dim"),) if said else ()


# -- the verdict


def verdict_lines(
    verdict: Verdict,
    context: Context,
    moment_ts: int | None,
    name: Name,
    agora: Agreement | None = None,
) -> list[Runs]:
    """As many lines as VERDICT_LINES: the conclusion, the suffering, each check, and the facts that are no fault."""
    lang = context.lang
    what = suffered(verdict, context)
    if moment_ts is None:
        head = words.SUFFERED_OVER(lang, what=what)
    else:
        head = words.SUFFERED(lang, time=context.instant(moment_ts), seconds=AROUND_S, what=what)
    bad = any(one.level is Level.BAD for one in verdict.sufferings)
    checks = (check_runs(verdict, check, context) for check in Check)
    facts: Runs = ((facts_text(verdict.facts, context, name), "dim"),)
    return [(conclusion(verdict, lang, name, agora),), ((head, "bad" if bad else "text"),), *checks, facts]


def sign_of_check(verdict: Verdict, check: Check) -> str:
    """A key of SIGNS: the result of the check."""
    evidence = [one for one in verdict.evidence if one.reason.check is check]
    if any(cause.check is check for cause in verdict.causes):
        return "cause"
    if any(reason.check is check for reason in verdict.fits):
        return "fits"
    if not any(one.level is Level.BAD for one in evidence):
        # A browser tells neither processor nor router: a check of which a part is not told is not clean.
        return "clean" if {*NEEDED_OF[check]} <= {one.reason for one in evidence} else "unknown"
    return "seen" if verdict.outcome in (Conclusion.FINE, Conclusion.CAUSED) else "open"


def check_runs(verdict: Verdict, check: Check, context: Context) -> Runs:
    """`b ▲ sender's network  video 34.9 % (calm 0.4 %) · RTT 390 ms`."""
    lang = context.lang
    outcome = sign_of_check(verdict, check)
    sign, role = SIGNS[outcome]
    runs: list[Run] = [(f"{check.value} ", "accent"), (f"{sign} ", role), (CHECKS[check](lang), role)]
    sentence, values = _sentence(verdict, check, context), _values(verdict, check, context)
    said = words.SAID(lang, text=sentence) if sentence else ""
    said += (" · " if said and values else "  " if values else "") + " · ".join(values)
    return (*runs, (said, "dim" if outcome == "unknown" else "text"))


def _values(verdict: Verdict, check: Check, context: Context) -> list[str]:
    """The value of each curve of the check."""
    evidence = [one for one in verdict.evidence if one.reason.check is check]
    if check is Check.PROCESSORS:
        return list(_processors(evidence, context))
    return [f"{words.LABELS[one.mid](context.lang)} {evidence_text(one, context)}" for one in evidence]


def _sentence(verdict: Verdict, check: Check, context: Context) -> str:
    """The explanation of the values, or of their absence; "" where the values say all."""
    lang = context.lang
    evidence = [one for one in verdict.evidence if one.reason.check is check]
    cause = next((one for one in verdict.causes if one.check is check), None)
    if not evidence and cause is not None:
        start, end = context.ends(cause.since_ts, cause.until_ts)
        return (words.ENDED if cause.spells == 1 else words.ENDED_TIMES)(lang, start=start, end=end, n=cause.spells)
    if not evidence:
        return words.NOT_KNOWN(lang)
    if sign_of_check(verdict, check) == "unknown":
        missing = [reason for reason in NEEDED_OF[check] if reason not in {one.reason for one in evidence}]
        return verdict_words.UNKNOWN(lang, reasons=_reasons(missing, lang))
    if cause is not None and cause.reason in (Reason.SENDER_SIDE, Reason.RECEIVER_SIDE):
        return words.BY_OTHERS(lang)
    lossy = any(one.reason is Reason.DOWNLINK and one.level is Level.BAD for one in evidence)
    reasons = {one.reason for one in verdict.causes}
    is_one_loss = not any(one.mid in WEB_LOSSES for one in verdict.evidence)
    if check is Check.RECEIVER_NETWORK and lossy and is_one_loss and Reason.DOWNLINK not in reasons:
        if Reason.UPLINK in reasons:
            return words.FOLLOWS(lang)
        if Reason.SENDER_SIDE in reasons:
            return words.FOLLOWS_OTHERS(lang)
    return words.ANSWERS["seen"](lang) if sign_of_check(verdict, check) == "seen" else ""


def _processors(evidence: Sequence[Evidence], context: Context) -> Iterable[str]:
    """The busiest of each side's."""
    lang = context.lang
    for reason, side in ((Reason.SENDER_PROCESSOR, Side.SENDER), (Reason.RECEIVER_PROCESSOR, Side.RECEIVER)):
        own = [one for one in evidence if one.reason is reason]
        if own:
            worst = max(own, key=lambda one: (one.beyond, one.value / one.limit if one.limit else 0.0))
            yield f"{SIDES[side](lang)} {words.LABELS[worst.mid](lang)} {evidence_text(worst, context)}"


def why_pair(
    verdict: Verdict, context: Context, moment_ts: int | None, agora: Agreement | None = None
) -> tuple[Paragraph, ...]:
    """The verdict, the suffering, each check with its working, the other users, the other possible causes."""
    lang, name = context.lang, context.names.user
    sender, receiver = name(verdict.sender_uid), name(verdict.receiver_uid)
    start, end = context.ends(
        verdict.window.start_ts, max(verdict.window.start_ts, verdict.window.end_ts - 1), "%H:%M:%S"
    )
    span = f"{start}–{end}"
    if moment_ts is not None:
        span = words.AROUND(lang, time=context.instant(moment_ts), seconds=AROUND_S)
    told = [Paragraph(words.TITLE(lang, sender=sender, receiver=receiver, span=span), 0)]
    told.append(Paragraph(conclusion(verdict, lang, name, agora)[0], 2))
    told.append(Paragraph(suffered(verdict, context), 2))
    told += [Paragraph(fact_text(fact, context, name), 3) for fact in verdict.facts]
    if verdict.receivers.known or verdict.senders.known:
        told.append(Paragraph(_others(verdict, context), 3))
    if verdict.fits:
        told.append(Paragraph(verdict_words.FITS(lang, reasons=_reasons(verdict.fits, lang)), 3))
    if verdict.unknown:
        told.append(Paragraph(verdict_words.UNKNOWN(lang, reasons=_reasons(verdict.unknown, lang)), 3))
    for check in Check:
        answer = words.ANSWERS[sign_of_check(verdict, check)](lang)
        told.append(Paragraph(f"{words.QUESTIONS[check.value](lang)}  {answer}", 1))
        for one in verdict.evidence:
            if one.reason.check is check:
                uid = sender if one.reason.side is Side.SENDER else receiver
                told += [Paragraph(text, 3) for text in working(one, uid, context)]
        for cause in verdict.causes:
            if cause.check is check:
                told.append(Paragraph("→ " + words.ACTS[check.value](lang, uid=name(cause.uid)), 3))
    if any(one.mid in WEB_LOSSES for one in verdict.evidence):
        told.append(Paragraph(verdict_words.TWO_LOSSES(lang), 2))
    told.append(Paragraph(verdict_words.RULES(lang), 2))
    return tuple(told)


def _others(verdict: Verdict, context: Context) -> str:
    return verdict_words.OTHERS(
        context.lang,
        sender=context.names.user(verdict.sender_uid),
        receiver=context.names.user(verdict.receiver_uid),
        known=verdict.receivers.known,
        alike=verdict.receivers.alike,
        of=verdict.senders.known,
        their=verdict.senders.alike,
    )


def _reasons(reasons: Sequence[Reason], lang: Lang) -> str:
    return verdict_words.LISTED(lang).join(verdict_words.REASONS[reason.value](lang) for reason in reasons)
