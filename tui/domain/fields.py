"""Fields: the description of a column, and the kinds of value in its cells, in lists and exports alike."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

from tui.domain.glossary.rounding import Limit

Scalar = str | int | float | bool | None


class FieldKind(Enum):
    """The kind of a field's cells. TIME: epoch seconds, written as such and as ISO 8601. LIST: several things in one
    cell (`Listed`)."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    FLAG = "flag"
    LIST = "list"


class Lacking(Struct, frozen=True):
    """In place of an unknown value: the reason."""

    state: str


class AtLeast(Struct, frozen=True):
    """A minimum: the API tells no more."""

    value: float


class Listed(Struct, frozen=True):
    """Several things in one cell: `items` for programs, `text` for people."""

    items: tuple[Mapping[str, Scalar], ...]
    text: str


class Limited(Struct, frozen=True):
    """A number with the limits that it is judged by: people read it on its own side of them."""

    value: float
    limits: tuple[Limit, ...]


ExtractCell = Scalar | Lacking | AtLeast | Limited | Listed


class ExtractField(Struct, frozen=True):
    """One field of a table's rows; its name ends with its unit, and has words in messages/export_fields.py.

    `may_lack`: a cell may be Lacking; `may_be_more`: it may be AtLeast. `unit_of` names the field with the unit of each
    row. `told`: for people too, else for programs alone. `coded`: programs read a name, people its words (STATES of
    messages/export_fields.py).
    """

    name: str
    kind: FieldKind = FieldKind.TEXT
    unit: str = ""
    unit_of: str = ""
    may_lack: bool = False
    may_be_more: bool = False
    told: bool = True
    coded: bool = False
