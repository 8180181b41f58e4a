"""Live's words about products: all joined, or one of them, and the slots that tell of one alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tui.analysis.project.coarser import CoarserLine
from tui.analysis.project.live import MetricView
from tui.domain.glossary import NATIVE, PRODUCTS, Metric
from tui.domain.records import DAY, MINUTE, MinuteState, Run, Runs
from tui.domain.text import Lang
from tui.messages import live as words
from tui.ui.charts.line_style import ASCII_SAMPLES, SAMPLES, LineStyle
from tui.ui.context import Context
from tui.ui.texts.minutes import span_text
from tui.ui.texts.values import ROLES, number
from tui.ui.widgets.keys import KeyNames


def after(product: str) -> str:
    """The next choice: all joined (""), then each product."""
    choices = ("", *PRODUCTS)
    return choices[(choices.index(product) + 1) % len(choices)]


def product_runs(metric: Metric, product: str, context: Context) -> Runs:
    """In a chart's title: the product, or the way of joining."""
    if not metric.products:
        return ()
    if product:
        return (("  " + product, "dim"),)
    if len(metric.products) == 1:
        return (("  " + words.ALONE(context.lang, product=metric.products[0]), "dim"),)
    joined: Run = ("  " + words.ADDED(context.lang), "dim")
    return (joined, (" " + words.WEIGHTED(context.lang), "dim")) if metric.unit == "%" else (joined,)


def about_product(metric: Metric, product: str, context: Context, key: KeyNames) -> str:
    """The sentence about the products, "" for a metric of all."""
    lang = context.lang
    if not metric.products:
        return ""
    if product or len(metric.products) == 1:
        return words.ALONE_ABOUT(lang, product=product or metric.products[0], key=key)
    phrase = words.WEIGHTED_ABOUT if metric.unit == "%" else words.ADDED_ABOUT
    return phrase(lang, key=key)


def lacking_text(metric: Metric, view: MetricView | None, context: Context) -> Runs:
    """Where the chosen product does not have the metric."""
    if view is None or not view.product or not metric.products or view.product in metric.products:
        return ()
    return ((words.NOT_IN(context.lang, product=view.product), "dim"),)


def alone_at(view: MetricView, ts: int, context: Context) -> Runs:
    """The mark of a joined value that is one product's alone. A metric of one product says so in its title."""
    product = view.alone.get(ts)
    if product is None or len(view.metric.products) == 1:
        return ()
    return ((" " + words.ALONE(context.lang, product=product), "pending"),)


def alone_runs(view: MetricView, context: Context) -> list[Run]:
    """How long on screen the joined values are of one product alone."""
    if len(view.metric.products) == 1:
        return []
    slots = Counter(view.alone[ts] for ts, _ in view.points if ts in view.alone)
    return [
        (
            words.ALONE_FOR(context.lang, product=product, span=span_text(count * view.states.slot_s, context.lang)),
            "pending",
        )
        for product, count in slots.items()
    ]


def coarser_at(lines: Sequence[CoarserLine], view: MetricView, moment_ts: int | None, context: Context) -> list[Run]:
    """The values of the hour or the day at a moment of which the slots are not known."""
    if moment_ts is None or view.at(moment_ts)[0] is MinuteState.KNOWN:
        return []
    runs: list[Run] = []
    for line in lines:
        if (value := line.at(moment_ts + MINUTE - 1)) is not None:
            phrase = words.BY_DAY if line.step_s == DAY else words.BY_HOUR
            said = phrase(context.lang, what=f"{line.product} {number(value, view.metric, view.threshold)}")
            runs.append((f"  {said}", ROLES[view.level_of(value)]))
    return runs


def coarser_name(line: CoarserLine, lang: Lang) -> str:
    phrase = words.BY_DAY if line.step_s == DAY else words.BY_HOUR
    return phrase(lang, what=line.product)


def coarser_style(line: CoarserLine) -> LineStyle:
    return LineStyle.DASHED if line.product == NATIVE else LineStyle.DOTTED


def coarser_runs(lines: Sequence[CoarserLine], context: Context) -> list[Run]:
    """The meaning of the coarser lines: `⠒⠒ Native by the hour`."""
    samples = ASCII_SAMPLES if context.ascii else SAMPLES
    runs: list[Run] = []
    for line in lines:
        runs.append((f"   {samples[coarser_style(line)]} {coarser_name(line, context.lang)}", "dim"))
    return runs
