"""Content: the content of each screen, read from the store by the screens' own questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.calls.known import reachable
from tui.analysis.feeds.feed import stale_after_s, unwatched_stale_s
from tui.cli.settings import Settings
from tui.clock import ServerClock, Zone
from tui.config.values import ConfigError
from tui.domain.records import DAY, HOUR, MINUTE, AlarmState, DiagnosisFilter, KeptAlarm, Level, Scope, Window
from tui.export.extract import Extract, Setting
from tui.export.names import Aliases
from tui.messages import show as words
from tui.store.api import Snapshot, Store
from tui.ui.context import Context
from tui.ui.extracts import setting_in
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.rows import ListSource, Row, ShownRows

if TYPE_CHECKING:
    from tui.ui.features.usage.xla import XlaData

# The usual windows without --since.
CALLS_S = 6 * HOUR
USAGE_DAYS = 28
MOST_NOTES = 10_000
MOST_ALARMS = 10_000
_ORDER = (Level.NEUTRAL, Level.GOOD, Level.WARN, Level.BAD)


class Content(Struct, frozen=True):
    """`level` is the worst of all that is judged, NEUTRAL where nothing is; `is_known`: the newest data is fresh enough
    to say so."""

    extract: Extract
    level: Level = Level.NEUTRAL
    is_known: bool = True


def worst(levels: Iterable[Level]) -> Level:
    return max(levels, key=_ORDER.index, default=Level.NEUTRAL)


class ShownContent:
    """`scope` holds the moment and the channel, `window` the time span that was named."""

    def __init__(
        self, store: Store, settings: Settings, clock: ServerClock, scope: Scope, window: Window | None
    ) -> None:
        display = settings.display
        self.store, self.settings, self.scope, self.window = store, settings, scope, window
        self.now_ts = clock.now()
        self.context = Context(
            project=settings.name,
            edition=settings.edition,
            clock=clock,
            zone=Zone(utc=display.utc),
            lang=display.lang,
            thresholds=settings.thresholds,
            xla=settings.xla,
            open_feed=_no_feed,
            shares=settings.shares,
            retention=settings.retention,
            remembered=settings.remembered,
            rules=settings.rules,
        )
        self.setting: Setting = setting_in(self.context, now_ts=self.now_ts)

    async def read(self, what: str, argument: str) -> Content:
        """Raises ConfigError for a call that the store does not know, StoreError."""
        if self.settings.display.redact:
            key = await self.store.read(lambda snapshot: snapshot.alias_key())
            if key is None:
                key = await self.store.write(lambda changes: changes.make_alias_key())
            self.setting = setting_in(self.context, Aliases(key), now_ts=self.now_ts)
        made = {
            "live": self.live,
            "calls": self.calls,
            "channels": self.channels,
            "usage": self.usage,
            "xla": self.xla,
            "quota": self.quota,
            "alarms": self.alarms,
            "notes": self.notes,
        }
        if what == "call":
            return await self.store.read(self.call, argument)
        if what == "diagnosis":
            return await self.diagnosis()
        if what == "findings":
            return await self.findings()
        if what == "incident":
            return await self.incident()
        return await self.store.read(made[what])

    # -- each in one reading of the store

    def live(self, snapshot: Snapshot) -> Content:
        from tui.ui.features.live.export import live_export
        from tui.ui.features.live.query import MetricsQuery, MomentQuery, read_live, read_moment

        edition, thresholds, moment_ts = self.settings.edition, self.settings.thresholds, self._minute_ts
        zoom_s, metrics = HOUR if self.window is None else self.window.seconds, (*edition.live_metrics,)
        data = read_live(
            snapshot, MetricsQuery(edition, self.now_ts, zoom_s, moment_ts, metrics, thresholds, self.window)
        )
        newest_ts = max((view.now[0] for view in data.metrics.values() if view.now), default=None)
        minute_ts = newest_ts if moment_ts is None else moment_ts
        at = None
        if minute_ts is not None:
            asked = MomentQuery(edition, minute_ts // MINUTE * MINUTE, self.now_ts, self.scope.channel, thresholds)
            at = read_moment(snapshot, asked)
        extract = live_export(data, at, moment_ts, self.scope.channel, _all(metrics), self.setting)
        views, at_ts = data.metrics.values(), self.now_ts
        if at is not None and moment_ts is not None:
            views, at_ts = at.metrics.values(), float(moment_ts + MINUTE)
        fresh = [view for view in views if view.now and at_ts - view.now[0] <= unwatched_stale_s(edition)]
        levels = (Level.BAD if view.since is not None else view.level for view in fresh)
        judged = [view for view in fresh if view.threshold is not None]
        return Content(extract, worst(levels), bool(judged))

    async def diagnosis(self) -> Content:
        from tui.queries.judged_calls import FindingsQuery
        from tui.queries.kept_calls import KeptCalls
        from tui.queries.kept_verdicts import keep_verdicts
        from tui.queries.stances import read_stances
        from tui.ui.features.diagnosis.columns import diagnosis_export
        from tui.ui.features.diagnosis.query import UNKNOWN, DiagnosisQuery, read_diagnosis

        only = DiagnosisFilter(channel=self.scope.channel)
        query = DiagnosisQuery(
            self.settings.edition, self.now_ts, moment_ts=self._minute_ts, only=only, window=self.window
        )
        data = await self.store.read(read_diagnosis, query)
        every = await self.store.read(lambda snapshot: snapshot.diagnoses(data.window, only=only))
        settings, channel = self.settings, self.scope.channel or ""
        asked = FindingsQuery(settings.edition, data.window, channel, None, self.now_ts, settings.thresholds)
        kept = KeptCalls()
        stances, _ = await read_stances(self.store, asked, every, kept, None)
        await keep_verdicts(self.store, kept.take_unkept())
        extract = diagnosis_export(data, every, {}, self._minute_ts, _all(()), self.setting, stances)
        is_known = self._is_fresh(data.newest_ts)
        if self.scope.moment_ts is not None or self.window is not None:
            # The last minutes are late always.
            end_ts = self.now_ts - stale_after_s(())
            is_known = all(each.doubt not in UNKNOWN or each.window.start_ts >= end_ts for each in data.doubts)
            is_known = is_known and (data.window.end_ts < end_ts or self._is_fresh(data.newest_ts))
        return Content(extract, Level.BAD if every else Level.GOOD, bool(every) or is_known)

    def calls(self, snapshot: Snapshot) -> Content:
        from tui.ui.features.calls.columns import calls_export
        from tui.ui.features.calls.query import CallsQuery, read_calls_screen

        lists, now_ts, alive_ts = self.settings.edition.call_lists, self.now_ts, self.scope.moment_ts
        data = read_calls_screen(
            snapshot,
            CallsQuery(
                self.settings.edition,
                self.calls_window,
                reachable(lists, self.calls_window, now_ts),
                self.scope.channel or "",
                alive_ts,
                0.0,
                now_ts,
            ),
        )
        extract = calls_export(data, now_ts, _all([call.call_id for call in data.calls]), self.setting, None)
        is_known = data.told is not None and not data.told.open
        return Content(extract, Level.BAD if data.flags else Level.GOOD, bool(data.flags) or is_known)

    @property
    def calls_window(self) -> Window:
        """The calls that began in it are listed; those that were on at a moment began before."""
        if self.window is not None:
            return self.window
        end_ts = int(self.now_ts) + 1 if self.scope.moment_ts is None else self.scope.moment_ts + 1
        return Window(end_ts - CALLS_S, end_ts)

    def call(self, snapshot: Snapshot, call_id: str) -> Content:
        from tui.queries.call_data import CallQuery, read_call_data
        from tui.ui.features.call.export import call_export

        query = CallQuery(self.settings.edition, call_id, self.now_ts, 0.0, False, self.settings.thresholds)
        data = read_call_data(snapshot, query)
        if data is None:
            raise ConfigError(words.UNKNOWN_CALL, call_id=repr(call_id))
        every = _all([one.session.sid for one in data.standings])
        extract = call_export(data, self.scope.moment_ts, self.context, every, self.setting)
        levels = [measured.level for one in data.standings for measured in one.worst.values()]
        return Content(extract, worst(levels), any(level is not Level.NEUTRAL for level in levels))

    async def findings(self) -> Content:
        from tui.queries.judged_calls import FindingsQuery, read_findings
        from tui.queries.kept_calls import KeptCalls
        from tui.queries.kept_verdicts import keep_verdicts
        from tui.ui.features.findings.export import findings_export

        query = FindingsQuery(
            self.settings.edition,
            self.calls_window,
            self.scope.channel or "",
            self.scope.moment_ts,
            self.now_ts,
            self.settings.thresholds,
        )
        kept = KeptCalls()
        data = await read_findings(self.store, query, kept)
        await keep_verdicts(self.store, kept.take_unkept())
        level = Level.BAD if data.suffers else Level.GOOD
        return Content(findings_export(data, self.context, self.setting), level, data.suffers or data.is_whole)

    async def incident(self) -> Content:
        from tui.ui.features.findings.incident_export import incident_export
        from tui.ui.features.findings.incident_query import IncidentQuery, read_incident, whole_minutes

        assert self.window is not None
        window = whole_minutes(self.window, self.now_ts)
        channel = self.scope.channel or ""
        query = IncidentQuery(self.settings.edition, window, channel, self.now_ts, self.settings.thresholds)
        data = await read_incident(self.store, query)
        extract = incident_export(data, self.context, self.setting)
        return Content(extract, Level.BAD if data.is_bad else Level.GOOD, data.is_bad or data.is_whole)

    def channels(self, snapshot: Snapshot) -> Content:
        from tui.ui.features.channels.columns import channels_export
        from tui.ui.features.channels.query import Sparks, read_channels

        watched = self.context.watched
        if self.settings.edition.asks_by_metric:
            return self._watched(snapshot, watched)
        data = read_channels(
            snapshot,
            self.settings.edition,
            now_ts=self.now_ts,
            zoom_s=HOUR if self.window is None else self.window.seconds,
            moment_ts=self._minute_ts,
            watched=watched,
            chosen=self.scope.channel,
            sparks=Sparks(1, True),
        )
        return Content(channels_export(data, watched, {}, self._minute_ts, self.context, _all(watched), self.setting))

    def _watched(self, snapshot: Snapshot, watched: tuple[str, ...]) -> Content:
        """Of all products together."""
        from tui.ui.features.channels.by_metric_columns import watched_export
        from tui.ui.features.channels.by_metric_query import WatchedQuery, read_watched

        query = WatchedQuery(self.settings.edition, watched, "", self.now_ts, self.settings.thresholds)
        data = read_watched(snapshot, query)
        return Content(watched_export(data, self.context, _all(watched), self.setting))

    def _insights(self, snapshot: Snapshot) -> Content:
        from tui.ui.features.usage.insights import InsightQuery, insights_export, read_insights

        days = USAGE_DAYS if self.window is None else -(-(int(self.now_ts) - self.window.start_ts) // DAY)
        view = read_insights(snapshot, InsightQuery(self.settings.edition, self.now_ts, spans=max(1, days)))
        assert view is not None
        rows = _all([str(slot.ts) for slot in view.slots])
        return Content(insights_export(view, rows, self.setting, self._xla(snapshot)))

    def usage(self, snapshot: Snapshot) -> Content:
        from tui.ui.features.usage.columns import UsageQuery, read_days, usage_export

        if self.settings.edition.insights:
            return self._insights(snapshot)
        days = USAGE_DAYS if self.window is None else -(-(int(self.now_ts) - self.window.start_ts) // DAY)
        view = read_days(snapshot, UsageQuery(self.settings.edition, self.now_ts, max(1, days)))
        return Content(
            usage_export(view, _all([str(day.day_ts) for day in view.days]), self.setting, self._xla(snapshot))
        )

    def xla(self, snapshot: Snapshot) -> Content:
        from tui.ui.features.usage.xla import xla_export

        data = self._xla(snapshot)
        return Content(xla_export(data, self.setting), data.level, data.level is not Level.NEUTRAL)

    def _xla(self, snapshot: Snapshot) -> XlaData:
        """The month of the moment, without one this month."""
        from tui.ui.features.usage.xla import XlaQuery, read_xla

        settings, now_ts = self.settings, self.now_ts
        at_ts = now_ts if self.scope.moment_ts is None else float(self.scope.moment_ts)
        return read_xla(snapshot, XlaQuery(settings.edition, settings.xla, settings.thresholds, at_ts, now_ts))

    def quota(self, snapshot: Snapshot) -> Content:
        from tui.ui.features.quota.export import quota_export
        from tui.ui.features.quota.query import QuotaQuery, read_quota

        data = read_quota(snapshot, QuotaQuery(self.now_ts, self.settings.limits, self.settings.shares))
        shown = _all(data.quotas), _all([str(spend.claim_id) for spend in data.log])
        extract = quota_export(data, {}, self.context, KeyNames({}), "endpoints", *shown, self.setting)
        return Content(extract, Level.BAD if any(each.is_dry for each in data.quotas.values()) else Level.GOOD)

    def alarms(self, snapshot: Snapshot) -> Content:
        from tui.monitor.dry_run import dry_run
        from tui.monitor.evidence import JudgedProject
        from tui.ui.features.alarms.columns import alarms_export
        from tui.ui.features.alarms.query import AlarmsQuery, key_of, past_window, read_alarms
        from tui.ui.features.alarms.rules import RulesData

        window, minute_ts = self.window, self._minute_ts
        if window is None and minute_ts is not None:
            window = Window(minute_ts, minute_ts + MINUTE)
        watched = self.context.watched
        data = read_alarms(
            snapshot, AlarmsQuery(self.now_ts, window, self.scope.channel or "", watched, most=MOST_ALARMS)
        )
        settings, of, now_ts = self.settings, past_window(self.now_ts), self.now_ts
        project = JudgedProject(self.context.rules, settings.edition, settings.limits, settings.shares, watched)
        past = {rule.name: dry_run(snapshot, project, rule, of, now_ts) for rule in project.rules}
        rules = RulesData(project.rules, data.alarms, data.silences, past, data.judged)
        shown = _all([key_of(one) for one in data.entries]), _all([rule.name for rule in rules.rules])
        extract = alarms_export(data, rules, self.context, "alarms", *shown, self.setting)
        if minute_ts is not None:
            return self._alarms_then(data.alarms, extract, minute_ts)
        is_firing = any(alarm.state is AlarmState.FIRING for alarm in data.alarms)
        is_near = any(alarm.is_open for alarm in data.alarms)
        level = Level.BAD if is_firing else Level.WARN if is_near else Level.GOOD
        # A rule that no process judges would not fire.
        is_judged = bool(rules.rules) and all(map(rules.is_judged, rules.rules))
        return Content(extract, level, is_firing or is_judged)

    def _alarms_then(self, alarms: Collection[KeptAlarm], extract: Extract, minute_ts: int) -> Content:
        """The alarms that were on in that minute. The store keeps their lives, and no earlier values of them."""
        setting, end_ts = self.setting, minute_ts + MINUTE
        times = {"time": setting.time(minute_ts), "now": setting.time(setting.now_ts)}
        extract = replace(extract, findings=(words.AS_OF_NOW(setting.lang, **times), *extract.findings))
        on = [one for one in alarms if one.pending_ts < end_ts and (one.over_ts is None or one.over_ts >= minute_ts)]
        has_fired = any(one.fired_ts is not None and one.fired_ts < end_ts for one in on)
        # Whether the rules were judged then is not kept.
        return Content(extract, Level.BAD if has_fired else Level.WARN if on else Level.NEUTRAL, has_fired)

    def notes(self, snapshot: Snapshot) -> Content:
        from tui.ui.features.notes.columns import notes_export

        found = snapshot.notes(self.window, MOST_NOTES)
        if self.scope.channel:
            found = tuple(each for each in found if each.scope.channel == self.scope.channel)
        return Content(notes_export(found, self.context, _all([each.note_id for each in found]), self.setting))

    # -- freshness

    @property
    def _minute_ts(self) -> int | None:
        return None if self.scope.moment_ts is None else self.scope.moment_ts // MINUTE * MINUTE

    def _is_fresh(self, newest_ts: float | None) -> bool:
        return newest_ts is not None and self.now_ts - newest_ts <= stale_after_s(())


def _all(keys: Collection[str]) -> ShownRows:
    """A list with all its rows, in their order."""
    return ShownRows(ListSource([Row(key, ()) for key in keys]), range(len(keys)))


async def _no_feed() -> NoReturn:
    raise AssertionError("nothing here asks the feed")
