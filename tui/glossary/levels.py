"""Levels: how a value stands against its thresholds, the defaults or those of the config."""

from __future__ import annotations

from collections.abc import Mapping

from tui.glossary.metrics import LIVE_METRICS, Metric
from tui.glossary.mids import MIDS, Mid
from tui.records import Direction, Level, Threshold


def level(value: float, threshold: Threshold | None, direction: Direction) -> Level:
    """BAD beyond `bad`, WARN beyond `warn`; a value exactly on a limit is not beyond it."""
    if threshold is None or direction is Direction.NEITHER:
        return Level.NEUTRAL
    if _beyond(value, threshold.bad, direction):
        return Level.BAD
    return Level.WARN if _beyond(value, threshold.warn, direction) else Level.GOOD


def thresholds_with(overrides: Mapping[str, object]) -> Mapping[str, Threshold]:
    """The default thresholds overlaid by the config's `[thresholds]`: metric = { warn = , bad = }.

    Keys are ids of live metrics and mids as strings ("20018"). Without `bad` the default one holds; without `warn` it
    stays as far on the way to `bad` as by default.
    Raises ValueError with a sentence that names the key and what is allowed.
    """
    thresholds = {name: row.threshold for name, row in _JUDGED.items() if row.threshold is not None}
    for name, override in overrides.items():
        thresholds[name] = _overlaid(name, override)
    return thresholds


_ROWS: Mapping[str, Metric | Mid] = {**LIVE_METRICS, **{str(mid): row for mid, row in MIDS.items()}}
_JUDGED = {name: row for name, row in _ROWS.items() if row.direction is not Direction.NEITHER}
_HUGE = 1e15  # NaN and infinity are not below it either


def _beyond(value: float, limit: float, direction: Direction) -> bool:
    return value < limit if direction is Direction.LESS_IS_WORSE else value > limit


def _warn_for(bad: float, default: Threshold, direction: Direction) -> float:
    healthy = 100.0 if direction is Direction.LESS_IS_WORSE else 0.0
    return bad + (default.warn - default.bad) * (bad - healthy) / (default.bad - healthy)


def _overlaid(name: str, override: object) -> Threshold:
    row = _JUDGED.get(name)
    if row is None:
        raise ValueError(f"thresholds.{name}: no metric that has thresholds; allowed: {', '.join(_JUDGED)}")
    if not isinstance(override, Mapping):
        raise ValueError(f"thresholds.{name}: must be a table like {{ warn = 2.5, bad = 5 }}")
    for side, limit in override.items():
        if side not in ("warn", "bad"):
            raise ValueError(f"thresholds.{name}.{side}: unknown key; allowed: warn, bad")
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not abs(limit) < _HUGE:
            raise ValueError(f"thresholds.{name}.{side}: must be a number, not {limit!r}")
    default = row.threshold
    sides = dict(override)
    if default and "bad" in sides:
        sides.setdefault("warn", _warn_for(sides["bad"], default, row.direction))
    elif default:
        sides.setdefault("bad", default.bad)
    if len(sides) < 2:
        raise ValueError(f"thresholds.{name}: has no default, so both warn and bad must be given")
    threshold = Threshold(warn=float(sides["warn"]), bad=float(sides["bad"]))
    if _beyond(threshold.warn, threshold.bad, row.direction):
        order = "at most" if row.direction is Direction.MORE_IS_WORSE else "at least"
        raise ValueError(
            f"thresholds.{name}: warn ({threshold.warn:g}) must be {order} bad ({threshold.bad:g}),"
            f" because {row.direction.value} for this metric"
        )
    return threshold
