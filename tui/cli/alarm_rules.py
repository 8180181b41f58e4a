"""Alarm rules: the entries of `[[alarms.rules]]` and `[[alarms.notify]]`, checked against metrics and edition."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NoReturn

from msgspec.structs import replace

from tui.config.reading import wrong
from tui.config.values import ConfigFile, NotifyTable, RuleTable
from tui.domain.edition import Edition, Endpoint, Yields
from tui.domain.glossary import BIG_CHANNEL_METRICS, NAMED_METRICS, Metric
from tui.domain.records import MINUTE, AlarmRule, Direction, QuietHours, RuleKind, Severity, Threshold
from tui.domain.text import Phrase, Said
from tui.messages import config as words
from tui.monitor.rules import (
    DEAD_MINUTES,
    DRY_MINUTES,
    LOOKS,
    clear_of,
    clear_slots_of,
    dead_feed_rule,
    default_rules,
    endpoint_of,
    limit_of,
    slots_of,
)

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)(?:\s+(\S+))?")


def rules_of(file: ConfigFile, edition: Edition, thresholds: Mapping[str, Threshold]) -> tuple[AlarmRule, ...]:
    """The rules in force; without an entry those that bell and title follow. Raises ConfigError."""
    if file.alarms.rules is None:
        return default_rules(edition, thresholds)
    rules: dict[str, AlarmRule] = {}
    for number, table in enumerate(file.alarms.rules):
        rule = _Entry(file, number, table, edition, thresholds).rule()
        if rule.name in rules:
            keys = "alarms", "rules", number, "name"
            raise wrong(file, keys, Said(words.RULE_TWICE, {"name": repr(rule.name)}), words.A_RULE_NAME)
        rules[rule.name] = rule
    return tuple(rules.values())


def notify_of(file: ConfigFile) -> tuple[NotifyTable, ...]:
    """The entries, each with one way to tell. Raises ConfigError."""
    for number, table in enumerate(file.alarms.notify):
        ways = {"command": table.command, "urls": table.urls, "urls_command": table.urls_command}
        first, *others = [name for name, value in ways.items() if value] or [""]
        keys = "alarms", "notify", number, others[-1] if others else next(iter(ways))
        if others:
            raise wrong(file, keys, Said(words.TWO_NOTIFIERS, {"other": first}), words.NOTIFIERS)
        if not first:
            raise wrong(file, keys[:-1], Said(words.NO_NOTIFIER, {}), words.NOTIFIERS)
        if not all(ways[first]):
            raise wrong(file, (*keys[:-1], first), Said(words.NO_TEXTS, {"value": '""'}), words.QUOTED)
    return file.alarms.notify


class _Entry:
    """One entry of `[[alarms.rules]]`; each step raises ConfigError."""

    def __init__(
        self, file: ConfigFile, number: int, table: RuleTable, edition: Edition, thresholds: Mapping[str, Threshold]
    ) -> None:
        self._file = file
        self._number = number
        self._table = table
        self._edition = edition
        self._thresholds = thresholds

    def rule(self) -> AlarmRule:
        table = self._table
        if not table.name.strip():
            self._fail("name", Said(words.NO_RULE_NAME, {}), words.A_RULE_NAME)
        if table.metric and table.finding:
            self._fail("finding", Said(words.TWO_SUBJECTS, {}), words.METRIC_OR_FINDING)
        if table.above is not None and table.below is not None:
            self._fail("below", Said(words.TWO_LIMITS, {}), words.ABOVE_OR_BELOW)
        if table.finding != "diagnoses" and table.cause is not None:
            self._fail("cause", Said(words.NOT_WITH, {"name": table.finding or table.metric}), words.CAUSE_OF)
        if table.metric:
            rule = self._of_metric()
        elif table.finding == "diagnoses":
            rule = self._of_diagnoses()
        elif table.finding:
            rule = self._of_state(table.finding)
        else:
            self._fail("metric", Said(words.NO_SUBJECT, {}), words.METRIC_OR_FINDING)
        return replace(
            rule,
            severity=Severity(table.severity),
            channels=tuple(dict.fromkeys(table.channels)),
            quiet=self._quiet(table.quiet_hours) if table.quiet_hours else None,
        )

    # -- the kinds

    def _of_metric(self) -> AlarmRule:
        table, (metric, endpoint) = self._table, self._metric()
        if metric.name not in BIG_CHANNEL_METRICS:
            self._require_no_channels(metric.name)
        threshold = self._thresholds.get(metric.name)
        if table.above is None and table.below is None:
            if threshold is None or metric.direction is Direction.NEITHER:
                self._fail("above", Said(words.NO_LIMIT, {"name": metric.name}), words.ABOVE_OR_BELOW)
            limit, is_above = limit_of(threshold, metric.direction)
        else:
            limit, is_above = self._own_limit(100.0 if metric.unit == "%" else math.inf)
        rule = AlarmRule(
            table.name,
            RuleKind.METRIC,
            limit,
            clear_of(limit, is_above=is_above, unit=metric.unit),
            is_above,
            metric=metric.name,
        )
        return self._for_minutes(rule, endpoint.slot_s)

    def _of_diagnoses(self) -> AlarmRule:
        table = self._table
        if all(each.yields is not Yields.DIAGNOSES for each in self._edition.endpoints.values()):
            allowed = "feed_dead, quota_dry, report_unsent"
            self._fail("finding", Said(words.NO_DIAGNOSES, {"edition": self._edition.name}), allowed)
        if table.below is not None:
            self._fail("below", Said(words.NO_SUCH_LIMIT, {"name": "diagnoses"}), words.ONLY_ABOVE)
        if table.above is None:
            self._fail("above", Said(words.NEEDS_LIMIT, {"name": "diagnoses"}), words.ONLY_ABOVE)
        if not all(table.channels):
            self._fail("channels", Said(words.NO_CHANNEL, {}), '["one", "two"]')
        limit, _ = self._own_limit(math.inf)
        clear = clear_of(limit, is_above=True, unit="")
        rule = AlarmRule(table.name, RuleKind.DIAGNOSES, limit, clear, is_above=True, cause=table.cause)
        return self._for_minutes(rule, MINUTE)

    def _of_state(self, finding: str) -> AlarmRule:
        """A rule of the present state: no slots of data, no channels."""
        table, name = self._table, self._table.name
        self._require_no_channels(finding)
        if table.of_minutes is not None:
            self._fail("of_minutes", Said(words.NOT_WITH, {"name": finding}), words.MINUTES_OF)
        if finding == "feed_dead":
            for key in ("above", "below"):
                if getattr(table, key) is not None:
                    self._fail(key, Said(words.NO_SUCH_LIMIT, {"name": finding}), words.ONLY_MINUTES)
            return dead_feed_rule(name, table.for_minutes or DEAD_MINUTES)
        wrong_limit, allowed = ("above", words.ONLY_BELOW) if finding == "quota_dry" else ("below", words.ONLY_ABOVE)
        if getattr(table, wrong_limit) is not None:
            self._fail(wrong_limit, Said(words.NO_SUCH_LIMIT, {"name": finding}), allowed)
        if table.above is not None or table.below is not None:
            limit, _ = self._own_limit(math.inf)
        else:
            limit = float(DRY_MINUTES) if finding == "quota_dry" else 0.0
        for_slots = table.for_minutes or (LOOKS if finding == "quota_dry" else 1)
        is_above = finding != "quota_dry"
        clear = clear_of(limit, is_above=is_above, unit="")
        return AlarmRule(name, RuleKind(finding), limit, clear, is_above, for_slots=for_slots, of_slots=for_slots)

    # -- the parts

    def _metric(self) -> tuple[Metric, Endpoint]:
        known = {name: (metric, endpoint_of(metric, self._edition)) for name, metric in self._known_metrics()}
        offered = [name for name, (_, endpoint) in known.items() if endpoint is not None]
        metric, endpoint = known.get(self._table.metric, (None, None))
        if metric is None or endpoint is None:
            from difflib import get_close_matches

            near = "".join(get_close_matches(self._table.metric, offered, 1))
            phrase = words.NO_METRIC_NEAR if near else words.NO_METRIC
            values = {"name": repr(self._table.metric), "near": repr(near)}
            self._fail("metric", Said(phrase, values), ", ".join(offered))
        return metric, endpoint

    def _known_metrics(self) -> list[tuple[str, Metric]]:
        return [*NAMED_METRICS.items(), *BIG_CHANNEL_METRICS.items()]

    def _own_limit(self, most: float) -> tuple[float, bool]:
        """The limit, and whether it is `above`."""
        key = "below" if self._table.above is None else "above"
        value = getattr(self._table, key)
        if not (0 <= value <= most and math.isfinite(value)):
            allowed = words.A_PERCENTAGE if math.isfinite(most) else words.A_NUMBER_FROM_0
            self._fail(key, Said(words.NO_LIMIT_VALUE, {"value": f"{value:g}"}), allowed)
        return value, key == "above"

    def _for_minutes(self, rule: AlarmRule, slot_s: int) -> AlarmRule:
        wanted = self._table.for_minutes or 1
        of = self._table.of_minutes or wanted
        if of < wanted:
            what = Said(words.FEWER_MINUTES, {"of": of, "wanted": wanted})
            self._fail("of_minutes", what, Said(words.AT_LEAST, {"least": wanted}))
        return replace(
            rule,
            for_slots=slots_of(wanted, slot_s),
            of_slots=slots_of(of, slot_s),
            clear_slots=clear_slots_of(wanted, slot_s),
            slot_s=slot_s,
        )

    def _require_no_channels(self, name: str) -> None:
        if self._table.channels:
            allowed = Said(words.CHANNELS_OF, {"metrics": ", ".join(BIG_CHANNEL_METRICS)})
            self._fail("channels", Said(words.NOT_WITH, {"name": name}), allowed)

    def _quiet(self, text: str) -> QuietHours:
        if (found := _HOURS.fullmatch(text.strip())) is None:
            self._fail("quiet_hours", Said(words.NO_HOURS, {"value": repr(text)}), words.QUIET_FORM)
        first, end = (60 * int(found[n]) + int(found[n + 1]) for n in (1, 3))
        if first == end or end > 24 * 60:
            self._fail("quiet_hours", Said(words.NO_HOURS, {"value": repr(text)}), words.QUIET_FORM)
        quiet = QuietHours(first, end % (24 * 60), found[5] or "")
        try:
            quiet.hold(0.0)
        except (ValueError, OSError, LookupError):
            self._fail("quiet_hours", Said(words.NO_ZONE, {"value": repr(quiet.zone)}), words.A_ZONE)
        return quiet

    def _fail(self, key: str, what: Said, allowed: Phrase | Said | str) -> NoReturn:
        raise wrong(self._file, ("alarms", "rules", self._number, key), what, allowed)
