"""Text: the cells of a table for people, in chat and in a ticket."""

from __future__ import annotations

from tui.domain.fields import AtLeast, ExtractCell, ExtractField, FieldKind, Lacking, Limited, Listed
from tui.domain.glossary.rounding import Limit, fixed, significant
from tui.domain.text import Lang
from tui.export.extract import Extract, ExtractTable, Setting
from tui.messages import export as words
from tui.messages.export_fields import FIELDS, STATES
from tui.terminal.cells import visible

SEPARATOR = " | "


def title_of(field: ExtractField, lang: Lang) -> str:
    return FIELDS[field.name](lang)


def cell_text(table: ExtractTable, index: int, place: int, setting: Setting) -> str:
    """The cell of row `index` in field `place`, on one line; "" if empty."""
    field, row = table.fields[place], table.rows[index]
    unit = field.unit
    if field.unit_of:
        unit = str(row[table.place_of(field.unit_of)] or "")
    return visible(_text(row[place], field, unit, setting))


def _text(cell: ExtractCell, field: ExtractField, unit: str, setting: Setting) -> str:
    lang = setting.lang
    if cell is None:
        return ""
    if isinstance(cell, Lacking):
        return STATES[cell.state](lang) if cell.state in STATES else cell.state
    if isinstance(cell, AtLeast):
        return f"≥ {_number(cell.value, unit)}"
    if isinstance(cell, Limited):
        return _number(cell.value, unit, cell.limits)
    if isinstance(cell, Listed):
        return cell.text
    if isinstance(cell, bool):
        return (words.YES if cell else words.NO)(lang)
    if isinstance(cell, (int, float)):
        return setting.time(cell) if field.kind is FieldKind.TIME else _number(cell, unit)
    return STATES[cell](lang) if field.coded and cell in STATES else cell


def _number(value: float, unit: str, limits: tuple[Limit, ...] = ()) -> str:
    """`12,480`, `6.8 %`, `0.05`: no more digits than can be read."""
    if isinstance(value, int):
        text = f"{value:,}"
    elif value and abs(value) < 1:
        text = significant(value, 2, limits)
    else:
        text = fixed(value, 1, limits=limits).removesuffix(".0")
    return f"{text} {unit}" if unit else text


def row_text(table: ExtractTable, index: int, setting: Setting) -> str:
    """A row on one line: `time 2026-11-22 14:07:31 +08 | user 83817682 | …`, without empty cells."""
    parts = []
    for place, field in enumerate(table.fields):
        if field.told and (text := cell_text(table, index, place, setting)):
            parts.append(f"{title_of(field, setting.lang)} {text}")
    return SEPARATOR.join(parts)


def identity_of(extract: Extract, index: int | None, setting: Setting) -> str:
    """The row's name for a search; "" if it has none."""
    table = extract.table
    if (value := extract.scope.get(table.identity)) is not None:
        return visible(str(value))
    return "" if index is None else cell_text(table, index, table.place_of(table.identity), setting)
