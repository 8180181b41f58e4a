"""Single values as text: with the unit, the sign and the colour of their level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.analysis.feeds.feed import age_text
from tui.domain.glossary import CURVE_METRICS, Metric, Mid
from tui.domain.glossary.codes import UNKNOWN_NETWORK
from tui.domain.glossary.levels import limits_of
from tui.domain.glossary.rounding import exact, figure, fixed, share
from tui.domain.records import DAY, HOUR, MINUTE, Direction, Level, Runs, Threshold
from tui.domain.text import Lang
from tui.messages import quota as words
from tui.ui.context import Context

if TYPE_CHECKING:
    from tui.analysis.calls.standing import Worst

SIGNS = {
    (Level.BAD, Direction.MORE_IS_WORSE): "▲",
    (Level.BAD, Direction.LESS_IS_WORSE): "▼",
    (Level.WARN, Direction.MORE_IS_WORSE): "△",
    (Level.WARN, Direction.LESS_IS_WORSE): "▽",
}
LEVEL_SIGNS = {Level.BAD: "▲", Level.WARN: "△"}
ROLES = {Level.BAD: "bad", Level.WARN: "warn", Level.GOOD: "text", Level.NEUTRAL: "text"}


def network_text(network: str, lang: Lang) -> str:
    """The network as the API names it, but for its `UNKNOWN`."""
    return UNKNOWN_NETWORK(lang) if network.upper() == "UNKNOWN" else network


def number(value: float, metric: Metric, threshold: Threshold | None) -> str:
    """A value with its unit: `12,480`, `98.2 %`; on its own side of the limits that it is judged by."""
    text = fixed(value, metric.decimals, limits=limits_of(threshold, metric.direction))
    return f"{text} {metric.unit}" if metric.unit else text


def age_columns(lang: Lang) -> int:
    """The width of a column of ages: `119 m`, `47 小时`."""
    return max(cell_len(age_text(age_s, lang)) for age_s in (2 * MINUTE - 1, 2 * HOUR - 1, 2 * DAY - 1))


def limit_text(limit: float, unit: str) -> str:
    """A limit with all its digits: `95 %`."""
    return f"{exact(limit)} {unit}".rstrip()


def change_text(change: float) -> str:
    """`+3.1`, `−0.4`, `0.0`."""
    text = fixed(change, 1, "+").replace("-", "−")
    return "0.0" if text in ("+0.0", "−0.0") else text


def share_text(percent: float, threshold: Threshold | None) -> str:
    """A percentage as short as it can be: `4.2 %`, `31 %`; on its own side of the limits that it is judged by."""
    return f"{share(percent, limits_of(threshold))} %"


def value_text(value: float | None, metric: Mid, threshold: Threshold | None, *, raw: bool = False) -> str:
    """A value of a curve with its unit; on its own side of the limits that it is judged by."""
    if value is None:
        return "–"
    text = f"{value:g}" if metric.mid not in CURVE_METRICS else figure(value, limits_of(threshold, metric.direction))
    return f"{text} {metric.unit}" if metric.unit and not raw else text


def measured(worst: Worst | None) -> Runs:
    """A measure of a call with the sign and the colour of its level; a dash where nothing is known."""
    if worst is None:
        return (("–", "dim"),)
    return ((worst_text(worst) + LEVEL_SIGNS.get(worst.level, " "), ROLES[worst.level]),)


def worst_text(worst: Worst) -> str:
    """The judged value: the mean of the worst minute; of a freeze the share of the time."""
    return share_text(worst.percent, worst.threshold)


def sign_of(grade: Level, metric: Mid) -> str:
    return SIGNS.get((grade, metric.direction), "")


def who_text(by: str, context: Context) -> str:
    return words.THIS(context.lang) if by == context.by else context.names.process(by)
