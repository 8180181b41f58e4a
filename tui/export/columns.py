"""Columns: a table for programs, one plain value a column. The same columns in CSV and JSON.

A time is two columns, `…_ts` (UTC epoch seconds) and `…_iso` (ISO 8601, UTC). After a field with a value that may be
unknown comes `…_state` ("known", or the reason); after a number that may be a minimum comes `…_at_least`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from tui.domain.fields import AtLeast, ExtractCell, ExtractField, FieldKind, Lacking, Limited
from tui.export.extract import ExtractTable

KNOWN = "known"


class WrittenColumn(Struct, frozen=True):
    """`unit` is "" without a unit, or where another column holds each row's unit; `kind` is the value of a Kind."""

    name: str
    unit: str
    kind: str


def iso(ts: float) -> str:
    """`2026-11-22T06:07:31Z`, with milliseconds where there are any."""
    when = datetime.fromtimestamp(round(ts, 3), UTC).replace(tzinfo=None)
    return when.isoformat(timespec="milliseconds" if when.microsecond else "seconds") + "Z"


def columns_of(table: ExtractTable) -> tuple[WrittenColumn, ...]:
    return tuple(column for field in table.fields for column in _columns(field))


def _columns(field: ExtractField) -> Iterator[WrittenColumn]:
    if field.kind is FieldKind.TIME:
        yield WrittenColumn(f"{field.name}_ts", "s", FieldKind.NUMBER.value)
        yield WrittenColumn(f"{field.name}_iso", "", FieldKind.TEXT.value)
    else:
        yield WrittenColumn(field.name, field.unit, field.kind.value)
    if field.may_lack:
        yield WrittenColumn(f"{field.name}_state", "", FieldKind.TEXT.value)
    if field.may_be_more:
        yield WrittenColumn(f"{field.name}_at_least", "", FieldKind.FLAG.value)


def values_of(table: ExtractTable, row: tuple[ExtractCell, ...]) -> Iterator[Any]:
    """The row's values, one for each column: str, int, float, bool, None, or a Listed."""
    for field, cell in zip(table.fields, row, strict=True):
        value = cell.value if isinstance(cell, (AtLeast, Limited)) else None if isinstance(cell, Lacking) else cell
        if field.kind is FieldKind.TIME:
            yield value
            yield iso(value) if isinstance(value, (int, float)) else None
        else:
            yield value
        if field.may_lack:
            yield cell.state if isinstance(cell, Lacking) else KNOWN
        if field.may_be_more:
            yield isinstance(cell, AtLeast)
