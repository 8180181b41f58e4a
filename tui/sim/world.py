"""World: one make-believe project: its scene, seed and clock, and the severity at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from tui.sim.calls import Calls
from tui.sim.limits import EDITIONS, Gate, Limits
from tui.sim.people import People
from tui.sim.scenes import Incident, Scene, load_scene

STEP_S = 16  # time for which a call keeps one severity
STEPS = 16  # the number of severities between none and full


class Refused(NamedTuple):
    status: int
    message: str


class World:
    """A project's whole data. Values depend on (scene, seed, epoch, onset) and time only.

    `clock` gives epoch seconds of simulated time; `epoch_ts` (now by default) is the beginning of the scene, the
    incident's onset follows `onset_s` later. `limits` are those of each endpoint by its path, as in `EDITIONS`. Raises
    KeyError for an unknown scene.
    """

    def __init__(
        self,
        scene: str | Scene,
        seed: int,
        clock: Callable[[], float],
        app_id: str = "demoapp",
        credentials: tuple[str, str] = ("demo", "demo"),
        epoch_ts: float | None = None,
        onset_s: float = 180.0,
        limits: Limits = EDITIONS["2020"],
    ) -> None:
        self.scene = load_scene(scene) if isinstance(scene, str) else scene
        self.seed = seed
        self.clock = clock
        self.app_id = app_id
        self.credentials = credentials
        self.epoch_ts = clock() if epoch_ts is None else epoch_ts
        self.onset_ts = int(self.epoch_ts + onset_s)
        self.limits = limits
        self.gate = Gate()
        self.people = People(seed)
        self.calls = Calls(self.scene, seed, self.onset_ts)

    # -- requests; a test's world overrides these to keep a record

    def let_in(self, endpoint: str, now_ts: float) -> Refused | None:
        """Count a request that arrived at `now_ts`; None where it may be answered."""
        message = self.gate.refusal(self.app_id, endpoint, self.limits[endpoint], now_ts)
        return None if message is None else Refused(429, message)

    def answered(self, path: str, now_ts: float, status: int) -> None:
        """A request has its answer; nothing is kept of it."""

    def take_report(self, report: Mapping[str, Any], now_ts: float) -> None:
        """A report was accepted; nobody reads it."""

    # -- severity

    def severity(self, ts: float) -> float:
        """The share of the incident at `ts`: 0 none, 1 all of it. Zero before the first onset."""
        incident = self.scene.incident
        if incident is None or ts < self.onset_ts:
            return 0.0
        return _severity(incident, (ts - self.onset_ts) % incident.period_s)

    def severities(self, start_ts: int, end_ts: int) -> Iterator[tuple[int, int, float]]:
        """The pieces (start, end, severity) of [start_ts, end_ts), in few steps."""
        since, level = start_ts, self._step(start_ts)
        for ts in range((start_ts // STEP_S + 1) * STEP_S, end_ts, STEP_S):
            now = self._step(ts)
            if now != level:
                yield since, ts, level
                since, level = ts, now
        if since < end_ts:
            yield since, end_ts, level

    def _step(self, ts: int) -> float:
        return round(self.severity(ts // STEP_S * STEP_S) * STEPS) / STEPS


def _severity(incident: Incident, phase_s: float) -> float:
    if phase_s < incident.ramp_s:
        return phase_s / incident.ramp_s
    fading_s = phase_s - incident.ramp_s - incident.hold_s
    return max(0.0, 1.0 - max(0.0, fading_s) / incident.fade_s)
