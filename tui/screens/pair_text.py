"""What the pair view says: the head of each side, the charts, and one line for each check."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.charts.plot import Plot
from tui.glossary import MIDS
from tui.messages import Lang, Phrase
from tui.messages import pair as words
from tui.messages import session as session_words
from tui.records import Level, Run, Runs, Session
from tui.screens.context import Context
from tui.screens.live_text import ROLES as LEVEL_ROLES
from tui.screens.pair_data import ROLES, Panel
from tui.screens.session_text import at_text, figure, sign_of, value_text
from tui.screens.sheet import Paragraph
from tui.triage.pair import (
    AROUND_S,
    Check,
    Finding,
    Findings,
    Pair,
    Reading,
    Side,
    Verdict,
    on_at,
    sessions_of,
)
from tui.triage.session import MetricCurves
from tui.widgets.chart import ChartView

SIDES = {Side.SENDER: words.SENDER, Side.RECEIVER: words.RECEIVER}
NAMES = {
    Check.SENDING: words.SENDING,
    Check.SENDER_NETWORK: words.SENDER_NETWORK,
    Check.RECEIVING: words.RECEIVING,
    Check.RECEIVER_NETWORK: words.RECEIVER_NETWORK,
    Check.PROCESSORS: words.PROCESSORS,
}
# The sign says the verdict as well as its colour does.
SIGNS = {
    Verdict.FAULT: ("▲", "bad"),
    Verdict.NEAR: ("△", "warn"),
    Verdict.FOLLOWS: ("↑", "warn"),
    Verdict.OPEN: ("?", "warn"),
    Verdict.CLEAN: ("·", "text"),
    Verdict.UNKNOWN: ("–", "dim"),
}
# Lines of the panel of findings: what was suffered, the checks, what follows.
FINDING_LINES = len(Check) + 2


def side_runs(side: Side, uid: int, sessions: Sequence[Session], context: Context, moment_ts: int | None) -> Runs:
    """`sender 44361248  Windows · Wi-Fi · Windows 7`; of a user who came back, which of the sessions it is then."""
    lang = context.lang
    runs: list[Run] = [(words.SIDE(lang, side=SIDES[side](lang), uid=uid), "strong"), ("  ", "text")]
    its = sessions_of(sessions, uid)
    if not its:
        return (*runs, (words.UNKNOWN_USER(lang), "warn"))
    one = its[-1] if moment_ts is None else on_at(its, moment_ts)
    if one is None:
        return (*runs, (words.ABSENT(lang), "warn"))
    parts = [one.platform, one.network, one.device_type]
    if len(its) > 1:
        parts.insert(0, words.TURN(lang, turn=its.index(one) + 1, turns=len(its)))
    return (*runs, (" · ".join(part for part in parts if part), "text"))


def panel_view(
    panel: Panel, pair: Pair, plot: Plot | None, context: Context, moment_ts: int | None, width: int
) -> ChartView:
    lang = context.lang
    title: list[Run] = [(f"{panel.check.value} ", "accent")] if panel.check else []
    title.append((panel.title(lang), "strong"))
    unit = MIDS[panel.mids[0]].unit
    title.append((f" {unit}", "dim"))
    metrics = panel.metrics(pair)
    if not metrics or plot is None:
        empty = words.NO_CURVE if not metrics else session_words.NOT_IN_VIEW
        return ChartView(tuple(title), empty=empty(lang))
    runs: list[Run] = []
    for each, role in zip(metrics, ROLES, strict=False):
        one, value, grade = each.at(moment_ts)[0]
        text = at_text(one, value, each.metric, context, moment_ts)
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
            text = session_words.WORST_AT(lang, value=value_text(value, each.metric), time=context.instant(ts))
            said.append(f"{words.LABELS[each.metric.mid](lang)} {text}" if len(metrics) > 1 else text)
    return ((" · ".join(said), "dim"),) if said else ()


# -- the checks


def finding_lines(
    found: Findings, context: Context, moment_ts: int | None, sender_uid: int | str, receiver_uid: int | str
) -> list[Runs]:
    """As many lines as FINDING_LINES: what was suffered, each check, and what follows from them."""
    lang = context.lang
    frozen = " · ".join(_named(reading, lang) for reading in found.suffered) or words.NO_FREEZE_KNOWN(lang)
    is_silent = found.is_silent and not found.suffered
    what = words.SENDS_NOTHING(lang, uid=sender_uid) if is_silent else words.FROZEN(lang, what=frozen)
    if moment_ts is None:
        suffered = words.SUFFERED_OVER(lang, what=what)
    else:
        suffered = words.SUFFERED(lang, time=context.instant(moment_ts), seconds=AROUND_S, what=what)
    bad = any(reading.level is Level.BAD for reading in found.suffered)
    head: Runs = ((suffered, "bad" if bad else "text"),)
    checks = (check_runs(each, lang) for each in found.checks)
    return [head, *checks, _conclusion(found, lang, sender_uid, receiver_uid)]


def _conclusion(found: Findings, lang: Lang, sender_uid: int | str, receiver_uid: int | str) -> Runs:
    """The first check that found a fault, and which others did."""
    cause = found.cause
    if cause is None and found.unknown:
        checks = words.CHECKS_JOINED(lang).join(check.value for check in found.unknown)
        return ((words.NO_CAUSE_KNOWN(lang, checks=checks), "warn"),)
    if cause is None:
        return ((words.NO_CAUSE(lang), "dim"),)
    side = _blamed(cause)
    uid = sender_uid if side is Side.SENDER else receiver_uid
    said = words.CAUSE(lang, check=NAMES[cause.check](lang), who=SIDES[side](lang), uid=uid)
    others = [f"{each.check.value} {NAMES[each.check](lang)}" for each in found.faults[1:]]
    if others:
        said += words.CAUSE_ALSO(lang, checks=words.CHECKS_JOINED(lang).join(others))
    return ((said, "bad"),)


def check_runs(finding: Finding, lang: Lang) -> Runs:
    """`b ▲ sender's network  video 34.9 % · RTT 390 ms`."""
    sign, role = SIGNS[finding.verdict]
    runs: list[Run] = [(f"{finding.check.value} ", "accent"), (f"{sign} ", role), (NAMES[finding.check](lang), role)]
    runs.append((f"  {_said(finding, lang)}", "text" if finding.verdict is not Verdict.UNKNOWN else "dim"))
    return tuple(runs)


def _said(finding: Finding, lang: Lang) -> str:
    if finding.verdict is Verdict.UNKNOWN:
        return words.NOT_KNOWN(lang)
    parts = [_named(reading, lang) for reading in finding.readings]
    if finding.check is Check.PROCESSORS:
        parts = [f"{SIDES[each.side](lang)} {part}" for each, part in zip(finding.readings, parts, strict=True)]
    if finding.verdict is Verdict.FOLLOWS:
        parts.insert(0, (words.FOLLOWS_SENDING if finding.check is Check.RECEIVING else words.FOLLOWS)(lang))
    elif finding.verdict is Verdict.OPEN:
        parts.insert(0, words.OPEN(lang))
    return " · ".join(parts)


def _named(reading: Reading, lang: Lang) -> str:
    name = words.LABELS[reading.mid](lang)
    return (
        words.STOPPED(lang, what=name) if reading.stopped else f"{name} {value_text(reading.value, MIDS[reading.mid])}"
    )


def _blamed(finding: Finding) -> Side:
    return finding.readings[0].side


def why_pair(
    found: Findings, context: Context, moment_ts: int | None, sender_uid: int, receiver_uid: int
) -> tuple[Paragraph, ...]:
    """Each check with its working."""
    lang = context.lang
    window = found.span
    span = f"{context.instant(window.start_ts)}–{context.instant(window.end_ts)}"
    if moment_ts is not None:
        span = words.AROUND(lang, time=context.instant(moment_ts), seconds=AROUND_S)
    told = [Paragraph(words.TITLE(lang, sender=sender_uid, receiver=receiver_uid, span=span), 0)]
    told += [Paragraph(working(reading, context), 2) for reading in found.suffered]
    for each in found.checks:
        told.append(Paragraph(words.QUESTIONS[each.check.value](lang), 1))
        told.append(Paragraph(words.ANSWERS[each.verdict.value](lang), 2))
        told += [Paragraph(working(reading, context), 3) for reading in each.readings]
        if each.lost_between is not None:
            more = words.WORKING_BETWEEN if each.lost_between > 0 else words.WORKING_NOT_MORE
            told.append(Paragraph(more(lang, points=figure(each.lost_between)), 3))
        if each.verdict is Verdict.FAULT:
            uid = sender_uid if _blamed(each) is Side.SENDER else receiver_uid
            told.append(Paragraph("→ " + words.ACTS[each.check.value](lang, uid=uid), 3))
    return tuple(told)


def working(reading: Reading, context: Context) -> str:
    metric, lang = MIDS[reading.mid], context.lang
    phrase: Phrase = words.WORKING_STOPPED if reading.stopped else words.WORKING
    sign = sign_of(reading.level, metric)
    return phrase(
        lang,
        side=SIDES[reading.side](lang),
        metric=metric.title(lang),
        value=f"{value_text(reading.value, metric)} {sign}".rstrip(),
        time=context.instant(reading.ts),
    )
