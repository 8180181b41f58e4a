"""Project: the whole project in windows of 20 seconds, three to a minute of the 2020 edition.

The largest of three counts is the minute's count, the mean of three rates weighted by users is the minute's rate; the
products and the values of each dimension add up to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from tui.sim import live
from tui.sim.noise import below, unit, wave
from tui.sim.today.shares import NATIVE_PRODUCT, WEB_PRODUCT, WEB_SHARE, divided, shares
from tui.sim.world import World

WINDOW_S = 20
MINUTE_S = 60
HOUR_S = 3600

JOINS = ("joinSuccessRate", "joinSuccessIn5sRate")
QUALITY = (*JOINS, "audioFreezeRate", "videoFreezeRate", "networkDelay")
NAMES_2020 = {"joinSuccessIn5sRate": "joinSuccess5SecsRate"}

DIP, RIPPLE = 0.004, 0.08  # of a count in two windows of three; of a rate among them
WEB_CHANNELS = 0.52  # of the channels have a browser in them; every channel has a native user
WEB_BIAS = 1.3  # browsers do worse by this factor
# Where the users sit who suffer from the scene's incident.
FOCUS: Mapping[str, str] = {"country": "China", "region": "Shandong", "net": "Wi-Fi"}
FOCUS_SHARE = 0.85


class Trouble(NamedTuple):
    """The share of joins that failed, or of time that was bad: the usual part, and the incident's."""

    usual: float
    extra: float

    @property
    def both(self) -> float:
        return min(1.0, self.usual + self.extra)


class Crowd(NamedTuple):
    """The windows of an hour: users summed over them, the most users and the most channels of one of them."""

    users: int
    peak: int
    channels: int


class Project:
    def __init__(self, world: World) -> None:
        self._world = world
        self._count = lru_cache(maxsize=65_536)(self._counted)
        self.crowd = lru_cache(maxsize=4_096)(self._crowd)
        self.hour = lru_cache(maxsize=16_384)(self._hour)

    def users(self, ts: int, product: str = "") -> int:
        """The users of the window that holds `ts`, of one product or of both."""
        total = self._count("pcu", ts // WINDOW_S)
        drift = 1.0 + 0.1 * wave(f"{self._world.seed}:web", ts // MINUTE_S * MINUTE_S, HOUR_S)
        web = round(total * WEB_SHARE * drift)
        return {NATIVE_PRODUCT: total - web, WEB_PRODUCT: web}.get(product, total)

    def channels(self, ts: int, product: str = "") -> int:
        count = self._count("pcc", ts // WINDOW_S)
        return round(count * WEB_CHANNELS) if product == WEB_PRODUCT else count

    def trouble(self, metric: str, ts: int, product: str = "") -> Trouble:
        """Of the window that holds `ts`; a browser tells nothing of frozen audio, so the others tell all of it."""
        return _of_product(self._trouble(metric, ts), metric, product, self.users(ts), self.users(ts, WEB_PRODUCT))

    def by_value(
        self, trouble: Trouble, metric: str, product: str, dimension: str, counts: Mapping[str, int]
    ) -> dict[str, Trouble]:
        """A trouble divided among the values of a dimension; weighted by these users, their mean is the trouble."""
        total = sum(counts.values())
        kind = "join" if metric in JOINS else metric
        bias = {value: 0.6 + 0.8 * unit(f"{self._world.seed}:{product}:{dimension}:{value}:{kind}") for value in counts}
        focus = FOCUS.get(dimension)
        felt = dict.fromkeys(counts, 1.0)
        if focus is not None and counts.get(focus, 0) not in (0, total):
            others = total - counts[focus]
            felt = dict.fromkeys(counts, (1.0 - FOCUS_SHARE) / others) | {focus: FOCUS_SHARE / counts[focus]}
        usual = sum(counts[value] * bias[value] for value in counts) or 1.0
        extra = sum(counts[value] * felt[value] for value in counts) or 1.0
        return {
            value: Trouble(trouble.usual * bias[value] * total / usual, trouble.extra * felt[value] * total / extra)
            for value in counts
        }

    def counts(self, ts: int, product: str, dimension: str) -> dict[str, int]:
        """The users of the window that holds `ts`, by the values of a dimension."""
        return divided(self.users(ts, product), shares(product, dimension))

    def _crowd(self, hour_ts: int, product: str = "") -> Crowd:
        windows = range(hour_ts, hour_ts + HOUR_S, WINDOW_S)
        users = [self.users(ts, product) for ts in windows]
        return Crowd(sum(users), max(users), max(self.channels(ts, product) for ts in windows))

    def _hour(self, metric: str, hour_ts: int, product: str = "") -> Trouble:
        """The troubles of an hour's windows, each times its users."""
        usual = extra = 0.0
        for ts in range(hour_ts, hour_ts + HOUR_S, WINDOW_S):
            part, users = self.trouble(metric, ts, product), self.users(ts, product)
            usual += part.usual * users
            extra += part.extra * users
        return Trouble(usual, extra)

    def _counted(self, metric: str, window: int) -> int:
        minute_ts, within_s = divmod(window * WINDOW_S, MINUTE_S)
        minute_ts *= MINUTE_S
        most = int(live.value(self._world, metric, minute_ts))
        key = f"{self._world.seed}:{metric}:{minute_ts}"
        place = within_s // WINDOW_S
        if place == below(f"{key}:peak", MINUTE_S // WINDOW_S):
            return most
        return round(most * (1.0 - DIP * unit(f"{key}:{place}")))

    def _trouble(self, metric: str, ts: int) -> Trouble:
        minute_ts = ts // MINUTE_S * MINUTE_S
        name = NAMES_2020.get(metric, metric)
        percent = live.value(self._world, name, minute_ts)
        bad = (100.0 - percent if metric in JOINS else percent) / 100.0
        incident = self._world.scene.incident
        extra = 0.0
        if incident is not None:
            severity = self._world.severity(minute_ts + MINUTE_S / 2)
            extra = min(bad, abs(incident.live.get(name, 0.0)) * severity / 100.0)
        ripple = 1.0 + self._ripple(name, minute_ts, ts)
        return Trouble((bad - extra) * ripple, extra * ripple)

    def _ripple(self, name: str, minute_ts: int, ts: int) -> float:
        """The deviation of a window from its minute; weighted by users, the three add up to nothing."""
        windows = range(minute_ts, minute_ts + MINUTE_S, WINDOW_S)
        raw = {at: RIPPLE * (2.0 * unit(f"{self._world.seed}:{name}:{at}:ripple") - 1.0) for at in windows}
        users = {at: self.users(at) for at in windows}
        mean = sum(raw[at] * users[at] for at in windows) / (sum(users.values()) or 1)
        return raw[ts // WINDOW_S * WINDOW_S] - mean


def told(metric: str, trouble: Trouble) -> float:
    """As the API tells it, a fraction: joins by their successes."""
    return round(1.0 - trouble.both if metric in JOINS else trouble.both, 6)


def _of_product(trouble: Trouble, metric: str, product: str, users: int, web: int) -> Trouble:
    if product == "" or metric == "audioFreezeRate":
        return trouble
    native = users - web
    share = trouble.usual * users / (native + WEB_BIAS * web)
    if product == WEB_PRODUCT:
        return Trouble(share * WEB_BIAS, 0.0)
    return Trouble(share, trouble.extra * users / native)
