"""Context: clock, zone, language, thresholds and feed for all screens. One per app; only the app changes it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct, field

from tui.analysis.feeds.feed import stale_after_s
from tui.clock import Clock, ReplayClock, Zone
from tui.config.remembered import Remembered
from tui.config.values import Retention
from tui.domain.edition import Edition, Yields
from tui.domain.names import Names
from tui.domain.records import (
    AlarmRule,
    FeedKey,
    KeptAlarm,
    Limits,
    Report,
    Scope,
    Silence,
    Spend,
    Threshold,
    Want,
    WantStatus,
    XlaTerm,
)
from tui.domain.shares import Shares
from tui.domain.text import Lang, Said
from tui.messages import frame as frame_words
from tui.monitor.alarm import Alarm
from tui.store.errors import StoreError
from tui.store.manifest import Bundler
from tui.ui.known_projects import Projects

if TYPE_CHECKING:
    from tui.store.api import Salvage, Store

# The tabs with another title in an edition without diagnoses.
_WITHOUT_DIAGNOSES = {"diagnosis": "findings"}


class Feed(Protocol):
    """The collector as the screens see it: they submit wants and read the store."""

    @property
    def store(self) -> Store: ...
    @property
    def limits(self) -> Mapping[str, Limits]: ...
    @property
    def statuses(self) -> Mapping[Want, WantStatus]: ...
    @property
    def trouble(self) -> StoreError | None: ...
    def submit(self, wants: Iterable[Want]) -> None: ...
    def refresh(self) -> None: ...
    def cancel(self, want: Want) -> None: ...
    def on_status(self, call: Callable[[], None]) -> None: ...
    def on_alarm(self, call: Callable[[Alarm], object]) -> None:
        """`call` with every alarm of the monitor."""
        ...

    @property
    def app_id(self) -> str: ...
    def report_body(self, report: Report) -> str:
        """The exact JSON that is sent."""
        ...

    async def run(self) -> None: ...
    async def finish(self) -> None:
        """Let a report that is leaving leave, and its answer come, for a moment at most; before `run` is ended."""
        ...

    async def close(self) -> None: ...


class Reader(Protocol):
    """The language of the user, the limits of the terminal, and the rebound keys."""

    @property
    def lang(self) -> Lang: ...
    @property
    def ascii(self) -> bool: ...
    @property
    def keymap(self) -> Mapping[str, str]: ...


class Telling(Protocol):
    """The language, the limits and the names that numbers are told with: those of a screen, or of an export."""

    @property
    def lang(self) -> Lang: ...
    @property
    def thresholds(self) -> Mapping[str, Threshold]: ...
    @property
    def names(self) -> Names: ...


# Seconds after which a failed reading of the store is tried again: the store may recover without news.
READ_AGAIN_S = 5.0


class ReplayEvent(NamedTuple):
    """`kind` is a key of EVENTS in messages/bundle.py."""

    ts: float
    kind: str


def _nothing() -> None:
    """There is nothing to leave."""


class Unsent(Struct, frozen=True):
    """Reports that the user has not seen since they failed, or since their outcome became unknown."""

    failed: int = 0
    unknown: int = 0


class Replay(Struct, frozen=True):
    """`events` are the moments that a key goes to, ascending; `notes_file` is the place of the notes made here."""

    clock: ReplayClock
    events: Callable[[], Awaitable[Sequence[ReplayEvent]]]
    notes_file: Path | None = None


class Context(Struct):
    """`open_feed` builds client and collector, which are slow to import, after the first frame."""

    project: str
    edition: Edition
    clock: Clock
    zone: Zone
    lang: Lang
    thresholds: Mapping[str, Threshold]
    open_feed: Callable[[], Awaitable[Feed]]
    ascii: bool = False
    demo_speed: float | None = None
    # The replay that is shown; None: time itself.
    replay: Replay | None = None
    first_screen: str = "live"
    # The words of a command line that open this project.
    command: tuple[str, ...] = ("scry",)
    # The scope of the first screen.
    opened_at: Scope = field(default_factory=Scope)
    theme: str | None = None
    mouse: bool = True
    # The directory of exports; whether exports and copies hold aliases in the place of names.
    export_dir: Path = Path()
    redact: bool = False
    # The names of all that is drawn: aliases while a picture or a copy of a screen is made under `redact`.
    names: Names = field(default_factory=Names)
    # Whether the next copy names the setting of tmux: no terminal confirms a copy.
    hints_at_tmux: bool = False
    bell: bool = True
    title: bool = True
    # Binding id → keys, from `[ui.keys]`.
    keymap: Mapping[str, str] = field(default_factory=dict)
    # Choices that outlive the program: watched channels, sorting, language, theme.
    remembered: Remembered = field(default_factory=Remembered)
    # The name of this process in the ledger, and the shares of its quotas.
    by: str = ""
    # The user of this terminal, for the colleagues: `login@box`.
    person: str = ""
    # The author of this user's notes: `login@box`, or the configured name.
    author: str = ""
    shares: Shares = Shares()
    # The agreed limits and allowances of XLA minutes, by metric.
    xla: Mapping[str, XlaTerm] = field(default_factory=dict)
    retention: Retention = field(default_factory=Retention)
    # The project's key in the config file, None where it is not the file's; the others; the function that closes its
    # store: it blocks until the accepted work is written.
    profile: str | None = None
    projects: Projects[Context] | None = None
    leave: Callable[[], None] = _nothing
    # Writes bundles of this project; None where its store is no file, and in a replay.
    bundler: Bundler | None = None
    feed: Feed | None = None
    # The time at which all screens were frozen; None while they follow the clock.
    frozen_ts: float | None = None
    # From the ledger: by endpoint, spent and limit of the day; by endpoint and channel, the last answers of which
    # something was not read.
    spent: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    # The newest minute of the project's own metrics, for the screens that show none of them.
    live_newest_ts: float | None = None
    unread: Mapping[FeedKey, Spend] = field(default_factory=dict)
    unsent: Unsent = field(default_factory=Unsent)
    # The firing alarms, acknowledged or not, and the rules in force: the config's own, or the default ones.
    firing: tuple[KeptAlarm, ...] = ()
    rules: tuple[AlarmRule, ...] = ()
    has_own_rules: bool = False
    # The silences in force, and the alarms (by number) that the bell has rung for.
    silences: tuple[Silence, ...] = ()
    rung: frozenset[int] = frozenset()
    # The fault of the last reading of the store, by reader; a failed write of the collector is the feed's trouble.
    read_troubles: dict[str, StoreError] = field(default_factory=dict)
    store_lost: StoreError | None = None
    # The outcome of the repair of a damaged store, until the user has seen it.
    salvaged: Salvage | None = None
    # The trouble with the box's time zone.
    zone_trouble: Said | None = None
    # The reason why the environment lets nothing be sent; its settings that are not used.
    network_trouble: Said | None = None
    network_skipped: tuple[Said, ...] = ()
    # Warnings that the user has seen, in English: each is told once for all projects.
    seen: set[str] = field(default_factory=set)
    _opened: asyncio.Event = field(default_factory=asyncio.Event)

    def tab_title(self, name: str) -> str:
        """The title of a tab, or of a screen within one, in this edition."""
        own = {} if self.edition.has(Yields.DIAGNOSES) else _WITHOUT_DIAGNOSES
        return frame_words.TABS[own.get(name, name)](self.lang)

    @property
    def unseen(self) -> list[Said]:
        """Warnings about this box that stop no request and that the user has not seen."""
        zone = () if self.zone_trouble is None or self.zone.utc else (self.zone_trouble,)
        return [each for each in (*zone, *self.network_skipped) if each("en") not in self.seen]

    def see(self) -> bool:
        """Whether the banner told anything of this box; the user has seen it now."""
        if self.salvaged is None and not self.unseen:
            return False
        self.salvaged = None
        self.seen.update(each("en") for each in self.unseen)
        return True

    def statuses(self, wants: Iterable[Want]) -> list[WantStatus]:
        """The states of those wants, as far as the collector knows them."""
        known = {want.subject: status for want, status in self.feed.statuses.items()} if self.feed else {}
        return [known[want.subject] for want in wants if want.subject in known]

    @property
    def follows_rules(self) -> bool:
        """Whether title and bell tell the firing alarms: those of the config's own rules, or of the past that is shown.
        Else they tell each bad metric and the dead feed by the thresholds."""
        return self.has_own_rules or self.replay is not None

    @property
    def stale_s(self) -> float:
        """Data that is older (seconds) is late, as often as it is asked now."""
        return stale_after_s(tuple(self.feed.statuses.values()) if self.feed else ())

    @property
    def watched(self) -> tuple[str, ...]:
        """The big channels that are watched, in the order they are shown."""
        return self.remembered.watched

    def when(self, ts: float) -> str:
        """A minute as the reader needs it: with its date where that is not today's, with its offset where that is not
        the present one."""
        return self.shown(ts, "%H:%M" if self.is_today(ts) else "%m-%d %H:%M")

    def instant(self, ts: float) -> str:
        """As `when`, to the second."""
        return self.shown(ts, "%H:%M:%S" if self.is_today(ts) else "%m-%d %H:%M:%S")

    def shown(self, ts: float, form: str = "%H:%M") -> str:
        """By `strftime`, with the UTC offset where it differs from the present one."""
        return self.zone.beside(ts, self.clock.now(), form=form)

    def ends(self, start_ts: float, end_ts: float, clock: str = "%H:%M", date: str = "%m-%d") -> tuple[str, str]:
        """Both ends of a stretch of time: with the date of the first where it is not today's, of the second where it is
        another one; with the offsets of both where one changes in between, else of the second where it is not the
        present one."""
        zone, dated = self.zone, f"{date} {clock}"
        same_day = zone.text(start_ts, "%F") == zone.text(end_ts, "%F")
        forms = clock if self.is_today(start_ts) else dated, clock if same_day else dated
        if zone.change_ts(start_ts, end_ts) is not None:
            return zone.full(start_ts, forms[0]), zone.full(end_ts, forms[1])
        return zone.text(start_ts, forms[0]), self.shown(end_ts, forms[1])

    def is_today(self, ts: float) -> bool:
        return self.zone.text(ts, "%F") == self.zone.text(self.clock.now(), "%F")

    @property
    def store_trouble(self) -> StoreError | None:
        """The error that keeps the screens from the store; None without one."""
        reading = next(iter(self.read_troubles.values()), None)
        return self.store_lost or reading or (self.feed.trouble if self.feed else None)

    def hand_over(self, feed: Feed) -> None:
        """The feed is open: the callers of `opened` go on."""
        self.feed = feed
        self._opened.set()

    async def opened(self) -> Feed:
        """The feed, once it is open."""
        await self._opened.wait()
        assert self.feed is not None
        return self.feed
