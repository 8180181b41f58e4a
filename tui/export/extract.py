"""Extract: the content of a screen, as the value behind every format.

A feature's own function (`…_export`, in its columns.py or export.py) makes it from the records on screen, with the
names for the reader: under `--redact` it holds only aliases, in its sentences too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from tui.clock import Zone
from tui.domain.fields import ExtractCell, ExtractField, Scalar
from tui.domain.names import Names
from tui.domain.records import MinuteState, Threshold, Window
from tui.domain.records.curve_metrics import OWN_NUMBERS, CurveMetric
from tui.domain.text import Lang


class ExtractTable(Struct, frozen=True):
    """Rows under fields. `keys` are the keys of the screen's list, one a row. `identity` is the field that names a row
    for people, or a part of the scope where the rows have no name worth a search. `total` is the number of unfiltered
    rows."""

    name: str
    fields: tuple[ExtractField, ...]
    rows: Sequence[tuple[ExtractCell, ...]]
    keys: Sequence[str]
    identity: str
    total: int | None = None
    filtered_by: str = ""
    sorted_by: str = ""
    reverse: bool = False

    def index_of(self, key: str | None) -> int | None:
        """The index of the row with that key; a single row counts under any key."""
        if len(self.rows) == 1:
            return 0
        return next((index for index, each in enumerate(self.keys) if each == key), None)

    def place_of(self, name: str) -> int:
        return next(index for index, field in enumerate(self.fields) if field.name == name)


class Missing(Struct, frozen=True):
    """A window in which a curve has no value, and the reason."""

    state: str
    window: Window


class ExtractCurve(Struct, frozen=True):
    """Points on screen; `peer` is the other user that the curve is about, "" for none. Each point of a curve with
    `step_s` stands for so many seconds from its time on, more than a slot of its metric."""

    metric: str
    title: str
    unit: str
    ts: Sequence[float]
    values: Sequence[float]
    peer: str = ""
    of: str = ""
    lacking: tuple[Missing, ...] = ()
    step_s: int | None = None


class Extract(Struct, frozen=True):
    """The content of one screen. `scope` narrows it, by the names of fields; `findings` are its conclusions, a sentence
    each, in the reader's language."""

    screen: str
    title: str
    table: ExtractTable
    window: Window | None = None
    scope: Mapping[str, Scalar] = {}
    moment_ts: float | None = None
    findings: tuple[str, ...] = ()
    others: tuple[ExtractTable, ...] = ()
    curves: tuple[ExtractCurve, ...] = ()

    def span(self, made_ts: float) -> Window | None:
        """The window of the content, without the future at `made_ts`."""
        if self.window is None:
            return None
        start_ts = self.window.start_ts
        return Window(start_ts, max(start_ts, min(self.window.end_ts, int(made_ts))))


class Setting(Struct, frozen=True):
    """The reader and the time of an extract. `names` gives the names or aliases of things from outside, `mids` the ids
    of a session's metrics in the project's edition."""

    project: str
    lang: Lang
    zone: Zone
    now_ts: float
    names: Names
    thresholds: Mapping[str, Threshold]
    mids: Mapping[CurveMetric, int] = field(default_factory=dict)

    def mid_of(self, metric: int) -> int | None:
        """The edition's id of a metric; None for one of another edition."""
        if metric in self.mids:
            return self.mids[CurveMetric(metric)]
        return None if metric in OWN_NUMBERS else abs(metric)

    def time(self, ts: float) -> str:
        """`2026-11-22 14:07:31 +08`: clear to a reader elsewhere."""
        return f"{self.zone.text(ts, '%F %T')} {self.zone.label(ts)}"


def state_name(state: MinuteState) -> str:
    """A state's name for programs."""
    return state.value.replace(" ", "_")
