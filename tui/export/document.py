"""JSON: the document, its schema 1 as structs. `schema()` gives the same as JSON Schema.

    {"scry": "0.1.0", "schema": 1, "screen": "calls", "project": "课堂-prod", "lang": "en", "redacted": false,
     "exported": {"ts": 1795334170.0, "iso": "2026-11-22T07:56:10Z"},
     "window": {"start_ts": …, "start_iso": …, "end_ts": …, "end_iso": …}, "moment": {"ts": …, "iso": …},
     "scope": {"channel": "数学-3班"}, "findings": ["…"],
     "columns": [{"name": "users", "unit": "", "kind": "number"}, …], "rows": [{"users": 9, …}, …],
     "shown": {"rows": 9, "of": 120, "filtered_by": "math", "sorted_by": "start", "reverse": false},
     "tables": [{"name": "log", "columns": […], "rows": […], "shown": {…}}], "curves": […]}

Times are `…_ts` (UTC epoch seconds) and `…_iso` (ISO 8601, UTC), numbers are numbers. An unknown value is null, with
`…_state` beside it; a number that is a minimum has `…_at_least: true` beside it; neither is ever a zero. Words
(metrics, causes, findings) are in `lang`; codes stand beside them. uids are text, as aliases are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from tui import __version__
from tui.domain.fields import Listed
from tui.domain.records import Window
from tui.export.columns import WrittenColumn, columns_of, iso, values_of
from tui.export.extract import Extract, ExtractCurve, ExtractTable, Setting

SCHEMA = 1


class Instant(Struct, frozen=True):
    ts: float
    iso: str


class Span(Struct, frozen=True):
    """A window of time, without its end."""

    start_ts: float
    start_iso: str
    end_ts: float
    end_iso: str


class ArrangedBy(Struct, frozen=True):
    """The number of rows, shown and in all; the filter and the sorting column, "" for none."""

    rows: int
    of: int
    filtered_by: str
    sorted_by: str
    reverse: bool


class OtherTable(Struct, frozen=True):
    """A second list of the screen."""

    name: str
    columns: tuple[WrittenColumn, ...]
    rows: Sequence[Mapping[str, Any]]
    shown: ArrangedBy


class LackingSpan(Struct, frozen=True):
    """A window in which a curve has no value: pending, missing, not asked, lost."""

    state: str
    start_ts: float
    start_iso: str
    end_ts: float
    end_iso: str


class PointsOnScreen(Struct, frozen=True):
    """Points on screen: `ts` (UTC epoch seconds) and `values` have the same length. `of` is the user of the curve,
    `peer` the other user that it is about. `step_s`: the seconds for which each point stands, where these are more than
    a slot of the metric."""

    metric: str
    title: str
    unit: str
    of: str
    peer: str
    first_iso: str | None
    last_iso: str | None
    ts: Sequence[float]
    values: Sequence[float]
    lacking: tuple[LackingSpan, ...]
    step_s: int | None = None


class Document(Struct, frozen=True):
    scry: str
    schema: int
    screen: str
    project: str
    lang: str
    redacted: bool
    exported: Instant
    window: Span | None
    moment: Instant | None
    scope: Mapping[str, str | int | float | bool | None]
    findings: tuple[str, ...]
    columns: tuple[WrittenColumn, ...]
    rows: Sequence[Mapping[str, Any]]
    shown: ArrangedBy
    tables: tuple[OtherTable, ...]
    curves: tuple[PointsOnScreen, ...]


def to_json(extract: Extract, setting: Setting) -> str:
    """One line for each part, and for each element of a list: readable in an editor, and never one line of a million.

    The rows are encoded one at a time: a hundred thousand at once would keep the garbage collector, and with it the
    screen, busy.
    """
    document = _document(extract, setting)
    parts = [f'"{name}": {_lines(getattr(document, name))}' for name in Document.__struct_fields__]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, (list, tuple, _Rows)):
        return msgspec.json.encode(value).decode()
    if not value:
        return "[]"
    return "[\n" + ",\n".join(msgspec.json.encode(item).decode() for item in value) + "\n]"


def schema() -> dict[str, Any]:
    """The document's JSON Schema (2020-12)."""
    return msgspec.json.schema(Document)


def _document(extract: Extract, setting: Setting) -> Document:
    table, span = extract.table, extract.span(setting.now_ts)
    return Document(
        scry=__version__,
        schema=SCHEMA,
        screen=extract.screen,
        project=setting.project,
        lang=setting.lang,
        redacted=setting.names.hidden,
        exported=_instant(setting.now_ts),
        window=None if span is None else _span(span),
        moment=None if extract.moment_ts is None else _instant(extract.moment_ts),
        scope=extract.scope,
        findings=extract.findings,
        columns=columns_of(table),
        rows=_Rows(table),
        shown=_shown(table),
        tables=tuple(OtherTable(each.name, columns_of(each), [*_Rows(each)], _shown(each)) for each in extract.others),
        curves=tuple(map(_line, extract.curves)),
    )


class _Rows(Sequence[Mapping[str, Any]]):
    """The rows of a table by the names of their columns, each made on access."""

    def __init__(self, table: ExtractTable) -> None:
        self._table = table
        self._names = [column.name for column in columns_of(table)]

    def __len__(self) -> int:
        return len(self._table.rows)

    def __getitem__(self, index: Any) -> Any:
        return dict(zip(self._names, map(_value, values_of(self._table, self._table.rows[index])), strict=True))


def _shown(table: ExtractTable) -> ArrangedBy:
    rows = len(table.rows)
    total = rows if table.total is None else table.total
    return ArrangedBy(rows, total, table.filtered_by, table.sorted_by, table.reverse)


def _value(value: Any) -> Any:
    return value.items if isinstance(value, Listed) else value


def _line(curve: ExtractCurve) -> PointsOnScreen:
    lacking = (LackingSpan(each.state, *_ends(each.window)) for each in curve.lacking)
    first, last = (iso(curve.ts[0]), iso(curve.ts[-1])) if len(curve.ts) else (None, None)
    return PointsOnScreen(
        curve.metric,
        curve.title,
        curve.unit,
        curve.of,
        curve.peer,
        first,
        last,
        [*curve.ts],
        [*curve.values],
        tuple(lacking),
        curve.step_s,
    )


def _instant(ts: float) -> Instant:
    return Instant(ts, iso(ts))


def _span(window: Window) -> Span:
    return Span(*_ends(window))


def _ends(window: Window) -> tuple[float, str, float, str]:
    return window.start_ts, iso(window.start_ts), window.end_ts, iso(window.end_ts)
