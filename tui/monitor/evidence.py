"""Evidence: the slots that the rules judge, read from one snapshot of the store."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.feeds.quota import quotas
from tui.analysis.project.live import LOOK_BACK_S
from tui.analysis.project.live_series import LiveSeries
from tui.domain.edition import Edition
from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.records import (
    DAY,
    MINUTE,
    REFUSALS,
    AlarmRule,
    DiagnosisFilter,
    Judgement,
    Limits,
    RuleKind,
    Spend,
    Stand,
    Want,
    Window,
)
from tui.domain.shares import Shares
from tui.monitor.judging import JudgedSlot, JudgedSlots, judge, kept_s
from tui.store.api import Snapshot

# Minutes of a quota that outlasts its day: longer than any day.
_LASTING_MINUTES = 2.0 * DAY / MINUTE
# A request a minute for a day.
_MOST_TRIES = DAY // MINUTE
# A rule without anything new is marked as judged so often; nobody judges one that is not for thrice as long.
STILL_S = 5.0 * MINUTE
UNJUDGED_S = 3 * STILL_S


class JudgedProject(Struct, frozen=True):
    """The project's part of a judgement: its rules, edition and limits, the shares of its quotas, and the watched big
    channels."""

    rules: tuple[AlarmRule, ...]
    edition: Edition
    limits: Mapping[str, Limits]
    shares: Shares = Shares()
    watched: tuple[str, ...] = ()


def judge_all(snapshot: Snapshot, ground: JudgedProject, now_ts: float) -> tuple[Judgement, ...]:
    """The judgements of all rules in all channels that have something new; runs off the event loop."""
    stands, alarms = snapshot.stands(), {(one.rule, one.channel): one for one in snapshot.alarms(0)}
    evidence = SlotReader(snapshot, ground, now_ts)
    found = []
    for rule in ground.rules:
        for channel in channels_of(rule, ground.watched):
            stand_key = rule.name, channel
            stand = stands.get(stand_key, Stand(*stand_key))
            slots = evidence.slots(rule, channel, stand)
            judgement = judge(rule, stand, alarms.get(stand_key), slots, now_ts)
            if judgement is not None:
                found.append(judgement)
            elif stand.version and not 0 <= now_ts - stand.checked_ts < STILL_S:
                found.append(_still_judged(stand, now_ts))
    return tuple(found)


def channels_of(rule: AlarmRule, watched: Sequence[str]) -> Sequence[str]:
    """The channels that the rule judges: its own, each watched one, or ("") the project."""
    return rule.channels or (watched if rule.metric in BIG_CHANNEL_METRICS else ("",))


def _still_judged(stand: Stand, now_ts: float) -> Judgement:
    """Nothing is new, and the rule is in force: its alarm is not to be dropped."""
    return Judgement(replace(stand, checked_ts=now_ts))


class SlotReader:
    """The slots of rules, as far as they are known at `now_ts`."""

    def __init__(self, snapshot: Snapshot, ground: JudgedProject, now_ts: float) -> None:
        self._snapshot = snapshot
        self._ground = ground
        self._now_ts = now_ts
        # Points of the future, from a server with another clock, are no news of now.
        self._end_ts = int(now_ts) + MINUTE

    def slots(self, rule: AlarmRule, channel: str, stand: Stand) -> JudgedSlots:
        """Those that may be new to `stand`; of the first judgement as far back as an alarm may have begun."""
        if rule.is_of_now:
            found = self._silence(rule) if rule.kind is RuleKind.FEED_DEAD else (self._now[rule.kind](self), False)
            return () if found is None else (JudgedSlot(int(self._now_ts) // MINUTE * MINUTE, *found),)
        start_ts = self._end_ts - LOOK_BACK_S
        if stand.version:
            newest_ts = stand.recent[-1][0] if stand.recent else stand.floor_ts
            start_ts = max(stand.floor_ts, newest_ts - kept_s(rule))
        window = Window(start_ts, max(start_ts, self._end_ts))
        return self.between(rule, channel, window)

    def between(self, rule: AlarmRule, channel: str, window: Window) -> JudgedSlots:
        """The known slots of a stretch of data."""
        return self._of_metric(rule, channel, window) if rule.metric else self._of_diagnoses(rule, channel, window)

    def _of_metric(self, rule: AlarmRule, channel: str, window: Window) -> JudgedSlots:
        edition = self._ground.edition
        if rule.metric in edition.live_metrics:
            points = LiveSeries(self._snapshot, edition, channel=channel).points(rule.metric, window)
        else:
            name = rule.metric, channel
            points = self._snapshot.series([name], window)[name].points
        # Of several points in a slot the last one.
        found = {ts // rule.slot_s * rule.slot_s: value for ts, value in points}
        return tuple(JudgedSlot(ts, value) for ts, value in found.items())

    def _of_diagnoses(self, rule: AlarmRule, channel: str, window: Window) -> JudgedSlots:
        """The number of diagnoses in each minute. One that an answer may have left some out of, or that is younger than
        the delay, is known only where it is beyond the limit already, and says at least so many."""
        try:
            endpoint = self._ground.edition.diagnosis
        except LookupError:
            return ()
        slot_s = rule.slot_s
        window = Window(window.start_ts // slot_s * slot_s, window.end_ts)
        only = DiagnosisFilter(factor_id=rule.cause, channel=channel or None)
        counts = Counter(one.ts // slot_s * slot_s for one in self._snapshot.diagnoses(window, only=only))
        covered = self._snapshot.coverage(endpoint.name, "", window, slot_s)
        open_ended = self._snapshot.truncated(window, slot_s)
        found = []
        for ts in range(window.start_ts, window.end_ts, slot_s):
            is_whole = (
                covered.is_settled(ts, endpoint.longest_delay_s)
                and ts not in covered.unread
                and not any(each.start_ts <= ts < each.end_ts for each in open_ended)
            )
            if is_whole or rule.is_beyond(counts[ts]):
                found.append(JudgedSlot(ts, float(counts[ts]), is_at_least=not is_whole))
        return found

    # -- the present state: one value now

    def _silence(self, rule: AlarmRule) -> tuple[float, bool] | None:
        """Minutes since the newest slot of the endpoint that is longest without one, and whether that is the least.

        An endpoint that has never brought a slot has been silent since its first request at least. Nobody knows of it
        until that is beyond the limit. None: nothing is known of any."""
        found: list[tuple[float, bool]] = []
        series = LiveSeries(self._snapshot, self._ground.edition)
        for endpoint, metrics in live_endpoints(self._ground.edition).items():
            newest_ts = series.newest_ts(*metrics)
            if newest_ts is not None:
                found.append(((self._now_ts - newest_ts) / MINUTE, False))
                continue
            every = Want(endpoint, window=Window(0, self._end_ts + DAY))
            tries = self._snapshot.tries(every, self._now_ts - DAY, _MOST_TRIES)
            times = [one[-1].claimed_ts for one in (tries, self._refused(endpoint)) if one]
            if times and rule.is_beyond(minutes := (self._now_ts - min(times)) / MINUTE):
                found.append((minutes, True))
        return max(found, default=None)

    def _refused(self, endpoint: str) -> Sequence[Spend]:
        """The last requests without a break that the server refused (401, 403), newest first; no other one follows
        until a user asks."""
        asked = self._snapshot.requests(_MOST_TRIES, (endpoint,))
        return tuple(takewhile(lambda one: one.failure in REFUSALS, asked))

    def _minutes_to_dry(self) -> float:
        found = quotas(self._snapshot.spending(self._now_ts), self._ground.limits, self._ground.shares, self._now_ts)
        dry_ts = min(
            (self._now_ts if each.is_dry else each.dry_ts or math.inf for each in found.values()), default=math.inf
        )
        return min(_LASTING_MINUTES, max(0.0, dry_ts - self._now_ts) / MINUTE)

    def _reports_unsent(self) -> float:
        return float(self._snapshot.unsent_reports())

    _now: Mapping[RuleKind, Callable[[SlotReader], float]] = {
        RuleKind.QUOTA_DRY: _minutes_to_dry,
        RuleKind.REPORT_UNSENT: _reports_unsent,
    }


def live_endpoints(edition: Edition) -> Mapping[str, Sequence[str]]:
    """Endpoint → its metrics, of those with a threshold."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for metric in edition.live_metrics.values():
        if metric.threshold is not None:
            found[metric.endpoint].append(metric.name)
    return found
