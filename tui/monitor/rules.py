"""Rules in force: those of the config file with their limits, and those of a config without any."""

from __future__ import annotations

from collections.abc import Mapping

from tui.analysis.project.live import RELIEF_MINUTES
from tui.domain.edition import Edition, Endpoint
from tui.domain.glossary import Metric
from tui.domain.records import HOUR, MINUTE, AlarmRule, Direction, RuleKind, Threshold

# How far a value must come back from its limit, as a share of the limit's distance to the best value.
CLEAR_SHARE = 0.1
# A feed is dead after so many minutes without news, and a quota that will be spent so soon is an alarm.
DEAD_MINUTES, DRY_MINUTES = 10, HOUR // MINUTE
# Metrics that are asked for one by one take turns: so far apart are two answers of one, where nobody looks.
TURNS_MINUTES = 30
# The name of the default rule about the feed.
DEAD_FEED = "feed_dead"
# Two looks, a minute apart: a feed that has just begun, on a box that has just woken, brings news in between.
LOOKS = 2


def clear_of(limit: float, *, is_above: bool, unit: str) -> float:
    """The value from which on an alarm may be over: a value that trembles around the limit neither ends nor begins
    one."""
    best = (0.0 if is_above else 100.0) if unit == "%" else 0.0
    margin = abs(limit - best) * CLEAR_SHARE
    return limit - margin if is_above else limit + margin


def slots_of(minutes: int, slot_s: int) -> int:
    return max(1, minutes * MINUTE // slot_s)


def clear_slots_of(for_minutes: int, slot_s: int) -> int:
    """As long as it took to fire, and at least as long as a bad stretch of Live goes on over minutes that are not
    bad."""
    return slots_of(max(for_minutes, RELIEF_MINUTES + 1), slot_s)


def endpoint_of(metric: Metric, edition: Edition) -> Endpoint | None:
    """The endpoint that brings the metric in this edition; None where none does."""
    if (live := edition.live_metrics.get(metric.name)) is not None:
        return edition[live.endpoint]
    found = (each for each in edition.endpoints.values() if metric.name in each.series and not each.one_metric)
    return next(found, None)


def limit_of(threshold: Threshold, direction: Direction) -> tuple[float, bool]:
    """The limit of a bad value, and whether a bad value is above it."""
    return threshold.bad, direction is Direction.MORE_IS_WORSE


def default_rules(edition: Edition, thresholds: Mapping[str, Threshold]) -> tuple[AlarmRule, ...]:
    """Each live metric with a threshold, and the feed of these metrics: the alarms of bell and title."""
    rules = []
    for metric in edition.live_metrics.values():
        threshold, slot_s = thresholds.get(metric.name), edition[metric.endpoint].slot_s
        if threshold is None or metric.direction is Direction.NEITHER:
            continue
        limit, is_above = limit_of(threshold, metric.direction)
        rules.append(
            AlarmRule(
                metric.name,
                RuleKind.METRIC,
                limit,
                clear_of(limit, is_above=is_above, unit=metric.unit),
                is_above,
                metric=metric.name,
                for_slots=slots_of(1, slot_s),
                of_slots=slots_of(1, slot_s),
                clear_slots=clear_slots_of(1, slot_s),
                slot_s=slot_s,
            )
        )
    if edition.asks_by_metric:
        return (*rules, dead_feed_rule(DEAD_FEED, DEAD_MINUTES + TURNS_MINUTES))
    return (*rules, dead_feed_rule(DEAD_FEED, DEAD_MINUTES))


def dead_feed_rule(name: str, minutes: int) -> AlarmRule:
    """The newest slot of an endpoint is older than `minutes`."""
    return AlarmRule(
        name, RuleKind.FEED_DEAD, float(minutes), float(minutes), is_above=True, for_slots=LOOKS, of_slots=LOOKS
    )
