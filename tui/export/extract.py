"""Extract: what a screen shows, as a value that every format is made from.

A screen's own function makes it from the records on screen (screens/*_export.py), with the names that the reader may
see: where names are hidden there are only aliases, in its sentences too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct

from tui.clock import Zone
from tui.domain.records import MinuteState, Threshold, Window
from tui.domain.text import Lang
from tui.export.names import Names

Scalar = str | int | float | bool | None


class Kind(Enum):
    """What the cells of a field are. TIME: epoch seconds, told as such and as ISO 8601. LIST: several things in one
    cell (`Listed`)."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    FLAG = "flag"
    LIST = "list"


class Lacking(Struct, frozen=True):
    """In place of a value that is not known: why it is not."""

    state: str


class AtLeast(Struct, frozen=True):
    """A number that may be greater: the API told no more."""

    value: float


class Listed(Struct, frozen=True):
    """Several things in one cell: each for programs, all together for people."""

    items: tuple[Mapping[str, Scalar], ...]
    text: str


Cell = Scalar | Lacking | AtLeast | Listed


class Field(Struct, frozen=True):
    """One field of a table's rows; its name ends with its unit, and has words in messages/export_fields.py.

    `may_lack`: a cell may be Lacking; `may_be_more`: it may be AtLeast. `unit_of` names the field that holds the unit
    where each row has its own. `told`: people are told it, too; the others are for programs. `coded`: programs read a
    name that people know by its words (STATES of messages/export_fields.py).
    """

    name: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    unit_of: str = ""
    may_lack: bool = False
    may_be_more: bool = False
    told: bool = True
    coded: bool = False


class Table(Struct, frozen=True):
    """Rows under fields; `keys` are those of the screen's list, one a row, and `identity` is the field by which people
    name a row, or the part of the scope where the rows have no name worth searching for. `total` is how many rows there
    are without the filter."""

    name: str
    fields: tuple[Field, ...]
    rows: Sequence[tuple[Cell, ...]]
    keys: Sequence[str]
    identity: str
    total: int | None = None
    filtered_by: str = ""
    sorted_by: str = ""
    reverse: bool = False

    def index_of(self, key: str | None) -> int | None:
        """Where the row of that key is; one row alone is the one that is meant, whatever its key."""
        if len(self.rows) == 1:
            return 0
        return next((index for index, each in enumerate(self.keys) if each == key), None)

    def place_of(self, name: str) -> int:
        return next(index for index, field in enumerate(self.fields) if field.name == name)


class Missing(Struct, frozen=True):
    """A stretch of time in which a curve has no value, and why."""

    state: str
    window: Window


class Curve(Struct, frozen=True):
    """Points on screen: `peer` is whom they are about, "" for nobody in particular."""

    metric: str
    title: str
    unit: str
    ts: Sequence[float]
    values: Sequence[float]
    peer: str = ""
    of: str = ""
    lacking: tuple[Missing, ...] = ()


class Extract(Struct, frozen=True):
    """What one screen shows. `scope` is what it is narrowed to, by the names of fields; `findings` what it concludes,
    a sentence each, in the reader's language."""

    screen: str
    title: str
    table: Table
    window: Window | None = None
    scope: Mapping[str, Scalar] = {}
    moment_ts: float | None = None
    findings: tuple[str, ...] = ()
    others: tuple[Table, ...] = ()
    curves: tuple[Curve, ...] = ()

    def span(self, made_ts: float) -> Window | None:
        """The stretch of time that it is about: what was still to come when it was made is no part of it."""
        if self.window is None:
            return None
        start_ts = self.window.start_ts
        return Window(start_ts, max(start_ts, min(self.window.end_ts, int(made_ts))))


class Setting(Struct, frozen=True):
    """For whom, and when, an extract is made. `names` are what the things from outside are called in it."""

    project: str
    lang: Lang
    zone: Zone
    now_ts: float
    names: Names
    thresholds: Mapping[str, Threshold]

    def time(self, ts: float) -> str:
        """`2026-11-22 14:07:31 +08`: nobody who reads it elsewhere must guess."""
        return f"{self.zone.text(ts, '%F %T')} {self.zone.label(ts)}"


def state_name(state: MinuteState) -> str:
    """A state as programs are told it."""
    return state.value.replace(" ", "_")
