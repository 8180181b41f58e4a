"""Single values as text: with the unit, the sign and the colour of their level."""

from __future__ import annotations

from tui.domain.glossary import MIDS, Metric, Mid, level
from tui.domain.glossary.rounding import fixed, significant
from tui.domain.records import Direction, Level, Threshold
from tui.messages import quota as words
from tui.ui.context import Context

SIGNS = {
    (Level.BAD, Direction.MORE_IS_WORSE): "▲",
    (Level.BAD, Direction.LESS_IS_WORSE): "▼",
    (Level.WARN, Direction.MORE_IS_WORSE): "△",
    (Level.WARN, Direction.LESS_IS_WORSE): "▽",
}
ROLES = {Level.BAD: "bad", Level.WARN: "warn", Level.GOOD: "text", Level.NEUTRAL: "text"}


def number(value: float, metric: Metric, threshold: Threshold | None = None) -> str:
    """A value with its unit: `12,480`, `98.2 %`; with more decimals where rounding would carry it over a threshold."""
    decimals = metric.decimals
    while decimals < metric.decimals + 3 and level(
        float(fixed(value, decimals, "")), threshold, metric.direction
    ) is not level(value, threshold, metric.direction):
        decimals += 1
    text = fixed(value, decimals)
    return f"{text} {metric.unit}" if metric.unit else text


def change_text(change: float) -> str:
    """`+3.1`, `−0.4`, `0.0`."""
    text = fixed(change, 1, "+").replace("-", "−")
    return "0.0" if text in ("+0.0", "−0.0") else text


def figure(value: float) -> str:
    """A value without more digits than can be read: `1,240`, `31.4`, `0.05`."""
    if abs(value) < 1 and value:
        return significant(value, 2)
    text = fixed(value, 1 if abs(value) < 100 else 0)
    return text.removesuffix(".0")


def value_text(value: float | None, metric: Mid, *, raw: bool = False) -> str:
    if value is None:
        return "–"
    text = f"{value:g}" if metric.mid not in MIDS else figure(value)
    return f"{text} {metric.unit}" if metric.unit and not raw else text


def sign_of(grade: Level, metric: Mid) -> str:
    return SIGNS.get((grade, metric.direction), "")


def who_text(by: str, context: Context) -> str:
    return words.THIS(context.lang) if by == context.by else by


def size_text(size_bytes: int) -> str:
    """`812 B`, `4.1 kB`, `21.9 MB`."""
    size = float(size_bytes)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{fixed(size, 0 if unit == 'B' else 1, '')} {unit}"
        size /= 1000
    return f"{fixed(size, 1, '')} GB"
