"""Formats: an extract as text that fits 80 columns, as JSON, CSV or Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from tui.cli.command_help import wrapped
from tui.domain.fields import FieldKind
from tui.export.delimited import to_csv
from tui.export.document import to_json
from tui.export.extract import Extract, ExtractTable, Setting
from tui.export.markdown import to_markdown
from tui.export.text import cell_text, title_of
from tui.messages import show as words
from tui.terminal.cells import GUTTER, Align, Column, fit, lay_out, plain, visible
from tui.ui.widgets.described import Described

FORMATS = ("text", "json", "csv", "md")
WIDTH = 80
# The most cells that the text of one column asks for; a growing one gets the spare width.
WIDEST = 28
# A field that the screen's list does not show goes first where not all fit.
UNLISTED = 9


def written(extract: Extract, setting: Setting, form: str) -> str:
    """The whole of it: no row is left out."""
    if form == "json":
        return to_json(extract, setting)
    if form == "csv":
        return to_csv(extract.table)
    if form == "md":
        return to_markdown(
            extract, setting, most=max(1, *(len(each.rows) for each in (extract.table, *extract.others)))
        )
    return to_text(extract, setting)


def to_text(extract: Extract, setting: Setting, width: int = WIDTH) -> str:
    """Title, findings, and each list in columns, as a terminal of `width` cells shows it."""
    lines = [visible(f"{setting.project} · {extract.title} · {setting.time(setting.now_ts)}")]
    if (span := extract.span(setting.now_ts)) is not None:
        lines.append(words.SPAN(setting.lang, start=setting.time(span.start_ts), end=setting.time(span.end_ts)))
    for finding in extract.findings:
        lines += wrapped(visible(finding), width, 2)
    for table in (extract.table, *extract.others):
        if table.rows:
            lines += ["", *_table(table, setting, width)]
    if not extract.table.rows:
        lines += ["", words.NO_ROWS(setting.lang)]
    return "\n".join(line.rstrip() for line in lines)


def _table(table: ExtractTable, setting: Setting, width: int) -> Iterator[str]:
    """The columns that fit, those of the screen's list first, and below them the names of the others; a column without
    any value is left out."""
    rows = range(len(table.rows))
    places = [place for place, field in enumerate(table.fields) if field.told]
    cells = {place: [_cell(table, index, place, setting) for index in rows] for place in places}
    columns = []
    for place in (place for place in places if any(cells[place])):
        field = table.fields[place]
        title = title_of(field, setting.lang)
        least = min(WIDEST, max(cell_len(text) for text in (title, *cells[place])))
        is_listed = isinstance(field, Described) and field.title is not None
        rank = field.priority if is_listed and isinstance(field, Described) else UNLISTED
        align: Align = "right" if field.kind is FieldKind.NUMBER else "left"
        is_long = any(cell_len(text) > WIDEST for text in cells[place])
        columns.append(Column(str(place), title, least, int(is_long), align, priority=rank))
    # The screen's gutter is for cursor and mark, which text has not.
    slots = lay_out(columns, width + GUTTER)
    titles = {slot.column.key: slot.column.title for slot in slots}
    lines = [titles, *({str(place): of_place[index] for place, of_place in cells.items()} for index in rows)]
    for texts in lines:
        yield "  ".join(plain(fit(texts[slot.column.key], slot.width, slot.column.align)) for slot in slots)
    shown = {slot.column.key for slot in slots}
    if left := [column.title for column in columns if column.key not in shown]:
        separator = words.COMMA(setting.lang)
        yield from wrapped(words.LEFT_OUT(setting.lang, columns=separator.join(left)), width, 2)


def _cell(table: ExtractTable, index: int, place: int, setting: Setting) -> str:
    """As in a ticket; a time without its date where that is today's."""
    value = table.rows[index][place]
    if table.fields[place].kind is FieldKind.TIME and isinstance(value, int | float):
        zone = setting.zone
        is_today = zone.text(value, "%F") == zone.text(setting.now_ts, "%F")
        return zone.text(value, "%H:%M:%S" if is_today else "%F %H:%M:%S")
    return cell_text(table, index, place, setting)
