"""Levels: a value compared with its thresholds, the defaults or the config's."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.glossary import threshold_words as words
from tui.domain.glossary.criteria import CRITERIA, Criterion
from tui.domain.glossary.metrics import NAMED_METRICS, Metric
from tui.domain.glossary.mids import CURVE_METRICS, Mid
from tui.domain.glossary.rounding import Limit, exact
from tui.domain.records import Direction, Level, Threshold
from tui.domain.records.curve_metrics import OWN_NUMBERS, CurveMetric
from tui.domain.text import Phrase, SaidError


class ThresholdError(SaidError):
    """A threshold of the config is invalid; `key` is its place: `thresholds.pcu`."""

    def __init__(self, phrase: Phrase, *, key: str, **values: object) -> None:
        super().__init__(phrase, key=key, **values)
        self.key = key


def level(value: float, threshold: Threshold | None, direction: Direction) -> Level:
    """BAD beyond `bad`, WARN beyond `warn`; a value exactly on a limit is not beyond it."""
    if threshold is None or direction is Direction.NEITHER:
        return Level.NEUTRAL
    if _beyond(value, threshold.bad, direction):
        return Level.BAD
    return Level.WARN if _beyond(value, threshold.warn, direction) else Level.GOOD


_BEYOND = {Direction.MORE_IS_WORSE: 1, Direction.LESS_IS_WORSE: -1}


def limits_of(threshold: Threshold | None, direction: Direction = Direction.MORE_IS_WORSE) -> tuple[Limit, ...]:
    """The limits of which a written number keeps its side (rounding.py): it has the level of the value."""
    if threshold is None or direction is Direction.NEITHER:
        return ()
    return tuple(Limit(value, _BEYOND[direction]) for value in (threshold.warn, threshold.bad))


def thresholds_with(overrides: Mapping[str, object]) -> Mapping[str, Threshold]:
    """The default thresholds overlaid by the config's `[thresholds]`: metric = { warn = , bad = }.

    Keys are ids of live metrics, metrics of a session by name ("video_end_to_end_loss") or by their id of the 2020
    edition ("20018"), and criteria of the verdict ("causeShare"). A missing `bad` takes the default; a missing `warn`
    keeps the default's share of the way from healthy (0 or 100) to `bad`. Raises ThresholdError with the key and the
    allowed values.
    """
    thresholds = {name: row.threshold for name, row in _JUDGED.items() if row.threshold is not None}
    for name, override in overrides.items():
        thresholds[_NUMBERS.get(name, name)] = _overlaid(name, override)
    return thresholds


_ROWS: Mapping[str, Metric | Mid | Criterion] = {
    **NAMED_METRICS,
    **{str(mid): row for mid, row in CURVE_METRICS.items()},
    **CRITERIA,
}
_JUDGED = {name: row for name, row in _ROWS.items() if row.direction is not Direction.NEITHER}
# The name of a session's metric → its key in the thresholds.
_NUMBERS = {metric.key: str(int(metric)) for metric in CurveMetric}


def threshold_key(mid: int) -> str:
    """The key of a session's metric in `[thresholds]`: its id of the 2020 edition, or its name."""
    return CurveMetric(mid).key if mid in OWN_NUMBERS else str(mid)


# The keys of the config: a metric that the 2020 edition lacks has no number there.
_ALLOWED = {
    **{name: row for name, row in _JUDGED.items() if not (name.isdecimal() and int(name) in OWN_NUMBERS)},
    **{name: _JUDGED[number] for name, number in _NUMBERS.items() if number in _JUDGED},
}
_HUGE = 1e15  # NaN and infinity are not below it either


def _beyond(value: float, limit: float, direction: Direction) -> bool:
    return value < limit if direction is Direction.LESS_IS_WORSE else value > limit


def _warn_for(bad: float, default: Threshold, direction: Direction) -> float:
    healthy = 100.0 if direction is Direction.LESS_IS_WORSE else 0.0
    return bad + (default.warn - default.bad) * (bad - healthy) / (default.bad - healthy)


def _overlaid(name: str, override: object) -> Threshold:
    row, key = _ALLOWED.get(name), f"thresholds.{name}"
    if row is None:
        raise ThresholdError(words.NO_METRIC, key=key, allowed=", ".join(_ALLOWED))
    if not isinstance(override, Mapping):
        raise ThresholdError(words.NO_TABLE, key=key)
    has_warn = not isinstance(row, Criterion) or row.has_warn
    allowed = ("warn", "bad") if has_warn else ("bad",)
    for side, limit in override.items():
        if side not in allowed:
            raise ThresholdError(words.NO_SIDE, key=f"{key}.{side}", allowed=", ".join(allowed))
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not abs(limit) < _HUGE:
            raise ThresholdError(words.NO_NUMBER, key=f"{key}.{side}", value=repr(limit))
    default = row.threshold
    sides = dict(override)
    if not has_warn and "bad" in sides:
        sides["warn"] = sides["bad"]
    elif default and "bad" in sides:
        sides.setdefault("warn", _warn_for(sides["bad"], default, row.direction))
    elif default:
        sides.setdefault("bad", default.bad)
    if len(sides) < 2:
        raise ThresholdError(words.BOTH, key=key)
    threshold = Threshold(warn=float(sides["warn"]), bad=float(sides["bad"]))
    if _beyond(threshold.warn, threshold.bad, row.direction):
        order = words.AT_MOST if row.direction is Direction.MORE_IS_WORSE else words.AT_LEAST
        raise ThresholdError(order, key=key, warn=exact(threshold.warn), bad=exact(threshold.bad))
    return threshold
