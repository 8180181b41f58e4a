"""The text about a metric of many users: its meaning, its limits, the start of its bad spell."""

from __future__ import annotations

from collections.abc import Iterable

from tui.analysis.project.live import MetricView
from tui.domain.glossary import Metric
from tui.domain.records import Direction
from tui.messages import session as words
from tui.ui.context import Context
from tui.ui.text_page import Paragraph
from tui.ui.texts.minutes import state_text
from tui.ui.texts.values import limit_text


def why_metrics(metrics: Iterable[tuple[Metric, MetricView | None]], context: Context) -> tuple[Paragraph, ...]:
    """Each with how it stands, where that is known."""
    return tuple(paragraph for metric, view in metrics for paragraph in _why(metric, view, context))


def _why(metric: Metric, view: MetricView | None, context: Context) -> tuple[Paragraph, ...]:
    lang = context.lang
    told = [Paragraph(metric.title(lang), 1), Paragraph(metric.explain(lang), 3)]
    if limit := context.thresholds.get(metric.name):
        phrase = words.LIMITS_BELOW if metric.direction is Direction.LESS_IS_WORSE else words.LIMITS_ABOVE
        told.append(
            Paragraph(phrase(lang, warn=limit_text(limit.warn, metric.unit), bad=limit_text(limit.bad, metric.unit)), 3)
        )
    state = "".join(text for text, _ in state_text(view, context, context.clock.now())) if view else ""
    if state:
        told.append(Paragraph(state, 3))
    return tuple(told)
