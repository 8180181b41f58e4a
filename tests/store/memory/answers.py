"""Minutes of metrics, diagnoses and days of usage, and which minutes the answers spoke for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from tests.store.memory.project import Feed, Rows
from tui.domain.records import (
    ANY_DIAGNOSIS,
    DAY,
    EVERYTHING,
    MINUTE,
    Answered,
    Coverage,
    Diagnosis,
    DiagnosisFilter,
    FeedKey,
    KnownDay,
    Remainder,
    Selection,
    Series,
    SeriesName,
    Totals,
    UsageDay,
    Window,
    day_of,
    final_ts,
)
from tui.store.changes import NOTHING_LEFT
from tui.store.snapshot import AnySeriesName


def slot_of(ts: int, slot_s: int) -> int:
    return ts // slot_s * slot_s


def is_settled(feed: Feed, slot_ts: int, after_s: int) -> bool:
    """`after_s`: the length of the slot and the longest delay."""
    return feed.covered.get(slot_ts, -math.inf) >= slot_ts + after_s


def newer(times: dict[int, float], minutes: Iterable[int], answered_ts: float) -> bool:
    """KeptNote the answer of the minutes that no newer one spoke for; True where there are some."""
    news = [slot_ts for slot_ts in minutes if answered_ts > times.get(slot_ts, -math.inf)]
    times.update(dict.fromkeys(news, answered_ts))
    return bool(news)


def was_read(feed: Feed, minutes: Iterable[int], answered_ts: float) -> bool:
    gone = [slot_ts for slot_ts in minutes if feed.unread.get(slot_ts, math.inf) <= answered_ts]
    for slot_ts in gone:
        del feed.unread[slot_ts]
    return bool(gone)


def cover(feed: Feed, minutes: Collection[int], answered_ts: float) -> bool:
    return was_read(feed, minutes, answered_ts) | newer(feed.covered, minutes, answered_ts)


def open_in(begun: Iterable[int], left: Remainder, slot_s: int, sure: Collection[int] = ()) -> list[int]:
    """The minutes for which an answer does not speak, because some of it was not read."""
    missed = {slot_of(ts, slot_s) for ts in left.times}
    return [slot_ts for slot_ts in begun if slot_ts in missed or (left.timeless and slot_ts not in sure)]


class Answers(Rows):
    # -- minutes of metrics

    def series(self, names: Sequence[AnySeriesName], window: Window) -> dict[AnySeriesName, Series]:
        return {name: Series(name[0], self._points(SeriesName(*name), window), name[1]) for name in names}

    def _points(self, name: SeriesName, window: Window) -> tuple[tuple[int, float], ...]:
        known = self.project.points.get(name, {})
        return tuple(sorted((ts, value) for ts, value in known.items() if window.holds(ts)))

    def last_points(
        self, names: Sequence[AnySeriesName], window: Window, seconds: int
    ) -> dict[AnySeriesName, tuple[tuple[int, float], ...]]:
        found = {name: self._points(SeriesName(*name), window) for name in names}
        return {
            name: tuple(point for point in points if point[0] > points[-1][0] - seconds)
            for name, points in found.items()
        }

    def has_points(self, metrics: Sequence[str]) -> bool:
        return any(points for name, points in self.project.points.items() if name.metric in metrics)

    def newest_minute_ts(self, metrics: Sequence[str], *, product: str | None = None, step_s: int = 0) -> int | None:
        found = [
            ts
            for name, points in self.project.points.items()
            if name.metric in metrics
            and (name.channel, name.step_s) == ("", step_s)
            and product in (None, name.product)
            for ts in points
        ]
        return max(found, default=None)

    def coverage(
        self,
        endpoint: str,
        channel: str,
        window: Window,
        slot_s: int = MINUTE,
        selection: Selection = EVERYTHING,
    ) -> Coverage:
        feed = self.project.feeds.get((endpoint, channel, selection.feed))
        if feed is None:
            return Coverage(window, slot_s=slot_s)
        whole = window.slots(slot_s)
        return Coverage(
            window,
            {slot_ts: feed.covered[slot_ts] for slot_ts in whole if slot_ts in feed.covered},
            min((*feed.covered, *feed.unread), default=None),
            frozenset(slot_ts for slot_ts in feed.unread if window.holds(slot_ts)),
            slot_s,
        )

    def answered(
        self,
        delays_s: Mapping[str, int],
        window: Window,
        slot_s: int = MINUTE,
        selection: Selection = EVERYTHING,
    ) -> dict[tuple[str, str], Answered]:
        return {
            (endpoint, channel): Answered(
                feed.newest_ts,
                sum(
                    window.holds(slot_ts) and is_settled(feed, slot_ts, slot_s + delays_s[endpoint])
                    for slot_ts in feed.covered
                ),
            )
            for (endpoint, channel, chosen), feed in self.project.feeds.items()
            if endpoint in delays_s and chosen == selection.feed and feed.newest_ts > 0
        }

    def put_series(
        self,
        *,
        endpoint: str,
        channel: str,
        window: Window,
        series: Sequence[Series],
        answered_ts: float,
        delay_s: int,
        slot_s: int = MINUTE,
        left: Remainder = NOTHING_LEFT,
        selection: Selection = EVERYTHING,
    ) -> None:
        feed = self.project.feeds[endpoint, channel, selection.feed]
        feed.newest_ts = max(feed.newest_ts, answered_ts)
        begun = [slot_ts for slot_ts in window.slots(slot_s) if slot_ts < answered_ts]
        unread = open_in(begun, left, slot_s, {slot_of(ts, slot_s) for one in series for ts, _ in one.points})
        changed: set[int] = set()
        for one in series:
            product, step_s = (selection.product, slot_s) if selection.metric else ("", 0)
            known = self.project.points.setdefault(SeriesName(one.metric, one.channel, product, step_s), {})
            said: dict[int, dict[int, float]] = {}
            for ts, value in one.points:
                if window.holds(ts):
                    said.setdefault(slot_of(ts, slot_s), {})[ts] = value
                else:
                    known.setdefault(ts, value)
            for slot_ts, points in said.items():
                slot = range(max(slot_ts, window.start_ts), min(slot_ts + slot_s, window.end_ts))
                stored = {ts: value for ts, value in known.items() if ts in slot}
                is_over = is_settled(feed, slot_ts, slot_s + delay_s)
                spoke_ts = feed.newest_ts if is_over else feed.covered.get(slot_ts, 0.0)
                if points == stored or (stored and answered_ts < spoke_ts):
                    continue
                for ts in () if slot_ts in unread else stored:
                    del known[ts]
                known.update(points)
                changed.add(slot_ts)
        read = [ts for ts in begun if ts not in unread]
        told = [ts for ts in read if ts in changed or not is_settled(feed, ts, slot_s + delay_s)]
        still_open = [ts for ts in unread if not is_settled(feed, ts, slot_s + delay_s)]
        cover(feed, told, answered_ts)
        newer(feed.unread, still_open, answered_ts)
        self.project.bump(f"series:{endpoint}")

    def miss_series(
        self,
        *,
        endpoint: str,
        channel: str,
        window: Window,
        answered_ts: float,
        delay_s: int,
        slot_s: int = MINUTE,
        selection: Selection = EVERYTHING,
    ) -> None:
        if self._miss((endpoint, channel, selection.feed), window, answered_ts, delay_s, slot_s):
            self.project.bump(f"series:{endpoint}")

    def _miss(self, key: FeedKey, window: Window, answered_ts: float, delay_s: int, slot_s: int) -> bool:
        feed = self.project.feeds[key]
        begun = (slot_ts for slot_ts in window.slots(slot_s) if slot_ts < answered_ts)
        return newer(feed.unread, [ts for ts in begun if not is_settled(feed, ts, slot_s + delay_s)], answered_ts)

    # -- diagnoses

    def diagnoses(
        self, window: Window, *, only: DiagnosisFilter = ANY_DIAGNOSIS, most: int = -1, oldest: bool = False
    ) -> tuple[Diagnosis, ...]:
        found = sorted(self._named(window, only), key=lambda one: (one.uid, one.exp_id, one.channel))
        found.sort(key=lambda one: one.ts if oldest else -one.ts)
        kept = found if most < 0 else found[:most]
        return tuple(sorted(kept, key=lambda one: -one.ts))

    def _named(self, window: Window, only: DiagnosisFilter) -> list[Diagnosis]:
        def is_meant(one: Diagnosis) -> bool:
            of_cause = only.factor_id is None and only.host_uid is None
            return (
                window.holds(one.ts)
                and only.exp_id in (None, one.exp_id)
                and only.channel in (None, one.channel)
                and (
                    of_cause
                    or any(
                        only.factor_id in (None, cause.factor_id) and only.host_uid in (None, cause.host_uid)
                        for cause in one.causes
                    )
                )
            )

        return [one for one, _ in self.project.diagnoses.values() if is_meant(one)]

    def diagnosis_totals(self, window: Window, only: DiagnosisFilter = ANY_DIAGNOSIS) -> Totals:
        found = self._named(window, only)
        return Totals(
            len(found),
            len({one.uid for one in found}),
            dict(Counter(one.exp_id for one in found)),
            dict(Counter(factor for one in found for factor in {cause.factor_id for cause in one.causes})),
            dict(Counter(host for one in found for host in {cause.host_uid for cause in one.causes})),
            dict(Counter(one.channel for one in found)),
        )

    def truncated(self, window: Window, slot_s: int = MINUTE) -> tuple[Window, ...]:
        windows: list[Window] = []
        for slot_ts in sorted(self.project.truncated):
            if not window.start_ts - slot_s < slot_ts < window.end_ts:
                continue
            if windows and windows[-1].end_ts == slot_ts:
                windows[-1] = Window(windows[-1].start_ts, slot_ts + slot_s)
            else:
                windows.append(Window(slot_ts, slot_ts + slot_s))
        return tuple(windows)

    def newest_diagnosed_ts(self) -> int | None:
        feed = self.project.feeds.get(("diagnosis", "", ""), Feed())
        times = (key[0] for key in self.project.diagnoses)
        return max((*feed.covered, *self.project.truncated, *times), default=None)

    def put_diagnoses(
        self,
        diagnoses: Sequence[Diagnosis],
        *,
        window: Window,
        cap: int,
        delay_s: int,
        answered_ts: float,
        slot_s: int = MINUTE,
        left: Remainder = NOTHING_LEFT,
    ) -> None:
        news = False
        for one in diagnoses:
            key = (one.ts, one.uid, one.exp_id, one.channel)
            if answered_ts > self.project.diagnoses.get(key, (one, -math.inf))[1]:
                self.project.diagnoses[key], news = (one, answered_ts), True
        feed = self.project.feeds["diagnosis", "", ""]
        feed.newest_ts = max(feed.newest_ts, answered_ts)
        begun = [slot_ts for slot_ts in window.slots(slot_s) if slot_ts < answered_ts]
        unread = open_in(begun, left, slot_s)
        told = [slot_ts for slot_ts in begun if slot_ts not in unread]
        full = max(left.rows, len(diagnoses)) >= cap
        if full:
            touched = [ts for ts in window.touched(slot_s) if ts < int(answered_ts)]
            unsettled = [ts for ts in touched if not is_settled(feed, ts, slot_s + delay_s)]
            news |= newer(self.project.truncated, unsettled, answered_ts) | was_read(feed, told, answered_ts)
        else:
            for slot_ts in [ts for ts in told if self.project.truncated.get(ts, math.inf) < answered_ts]:
                del self.project.truncated[slot_ts]
                news = True
        still_open = [ts for ts in unread if not is_settled(feed, ts, slot_s + delay_s)]
        if not full or window.seconds <= slot_s:
            news |= cover(feed, [ts for ts in told if not is_settled(feed, ts, slot_s + delay_s)], answered_ts)
        news |= newer(feed.unread, still_open, answered_ts)
        if news:
            self.project.bump("diagnoses")

    def miss_diagnoses(self, window: Window, *, answered_ts: float, delay_s: int, slot_s: int = MINUTE) -> None:
        if self._miss(("diagnosis", "", ""), window, answered_ts, delay_s, slot_s):
            self.project.bump("diagnoses")

    # -- usage

    def usage(self, window: Window) -> tuple[KnownDay, ...]:
        return tuple(day for ts, day in sorted(self.project.days.items()) if window.holds(ts))

    def unread_days(self, window: Window) -> frozenset[int]:
        return frozenset(ts for ts in self.project.feeds["usage", "", ""].unread if window.holds(ts))

    def last_usage_ts(self) -> float | None:
        return max((day.answered_ts for day in self.project.days.values()), default=None)

    def put_usage(
        self, days: Iterable[UsageDay], *, window: Window, answered_ts: float, left: Remainder = NOTHING_LEFT
    ) -> None:
        held = {day_of(day.ts + DAY // 2): day for day in days}
        asked = _whole_days(window)
        missed = {day_of(ts + DAY // 2) for ts in left.times}
        missed |= {ts for ts in asked if left.timeless and ts not in held}
        missed -= self._final_days(window)
        told = {ts: UsageDay(ts, None, None, None) for ts in asked if ts not in missed} | held
        news = False
        for ts, day in told.items():
            known = self.project.days.get(ts)
            if known is None:
                self.project.days[ts] = KnownDay(ts, day.users, day.sessions, day.channels, answered_ts)
                news = True
            elif answered_ts > known.answered_ts:
                pairs = [(getattr(day, name), getattr(known, name)) for name in ("users", "sessions", "channels")]
                differs = any(new is not None and old is not None and new != old for new, old in pairs)
                is_changed = differs and known.answered_ts >= final_ts(ts)
                users, sessions, channels = (old if new is None else new for new, old in pairs)
                changed_ts = answered_ts if is_changed else known.changed_ts
                self.project.days[ts] = KnownDay(ts, users, sessions, channels, answered_ts, changed_ts)
                news = True
        feed = self.project.feeds["usage", "", ""]
        feed.newest_ts = max(feed.newest_ts, answered_ts)
        news |= cover(feed, [ts for ts in told if ts not in missed], answered_ts)
        news |= newer(feed.unread, missed, answered_ts)
        if news:
            self.project.bump("usage")

    def miss_usage(self, window: Window, *, answered_ts: float) -> None:
        missed = set(_whole_days(window)) - self._final_days(window)
        if newer(self.project.feeds["usage", "", ""].unread, missed, answered_ts):
            self.project.bump("usage")

    def _final_days(self, window: Window) -> set[int]:
        unread = self.unread_days(window)
        return {
            day.ts
            for day in self.usage(window)
            if day.answered_ts >= final_ts(day.ts)
            and day.ts not in unread
            and (day.users, day.sessions, day.channels) != (None, None, None)
        }


def _whole_days(window: Window) -> range:
    return range(-(-window.start_ts // DAY) * DAY, window.end_ts - DAY + 1, DAY)
