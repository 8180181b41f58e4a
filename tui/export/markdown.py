"""Markdown: an extract for a ticket: project, scope, exact time, findings, some rows, time of export."""

from __future__ import annotations

import re

from tui import __version__
from tui.domain.text import Phrase
from tui.export.columns import iso
from tui.export.extract import Extract, ExtractTable, Setting
from tui.export.text import cell_text, title_of
from tui.messages import export as words
from tui.messages.export_fields import FIELDS, TABLES
from tui.terminal.cells import visible

# Rows for a ticket, and for a file; the others are counted.
MOST_ROWS, MOST_IN_FILE = 20, 1000
# Characters with a meaning in Markdown or HTML; some of them only at the beginning of a text.
_MARKUP = re.compile(r"([\\`*_\[\]<|~&$]|^[>#+=-])")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")


def escaped(text: str) -> str:
    """The text escaped, on one line, safe inside a table's cell too."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", visible(text)))


def to_markdown(extract: Extract, setting: Setting, *, most: int = MOST_ROWS) -> str:
    lang = setting.lang
    parts = [f"## scry · {escaped(setting.project)} · {escaped(extract.title)}", "\n".join(_head(extract, setting))]
    if extract.findings:
        parts.append(f"### {words.FINDINGS(lang)}")
        parts.append("\n".join(f"- {escaped(finding)}" for finding in extract.findings))
    for table in (extract.table, *extract.others):
        if table.rows:
            phrase = words.LEFT_OUT if table is extract.table else words.LEFT_OUT_OF_OTHER
            parts += _table(table, setting, most, phrase)
    return "\n\n".join(parts) + "\n"


def _head(extract: Extract, setting: Setting) -> list[str]:
    lang = setting.lang
    lines = []
    window = extract.span(setting.now_ts)
    if window is not None:
        start_ts, end_ts = window.start_ts, window.end_ts
        span = f"{setting.time(start_ts)} – {setting.time(end_ts)}"
        lines.append(_item(words.SPAN(lang), f"{span} ({iso(start_ts)} – {iso(end_ts)})"))
    if extract.moment_ts is not None:
        lines.append(_item(words.MOMENT(lang), f"{setting.time(extract.moment_ts)} ({iso(extract.moment_ts)})"))
    for name, value in extract.scope.items():
        lines.append(_item(FIELDS[name](lang), str(value)))
    made = words.MADE(lang, time=setting.time(setting.now_ts), utc=iso(setting.now_ts), version=__version__)
    lines.append(_item(words.MADE_AT(lang), made))
    if setting.names.hidden:
        lines.append(_item(words.NAMES(lang), words.ALIASED(lang)))
    return lines


def _item(title: str, text: str) -> str:
    return f"- **{escaped(title)}**: {escaped(text)}"


def _table(table: ExtractTable, setting: Setting, most: int, left_out: Phrase) -> list[str]:
    lang, count = setting.lang, len(table.rows)
    shown = min(most, count)
    total = count if table.total is None else table.total
    title = TABLES[table.name](lang)
    told = words.COUNT(lang, n=f"{shown:,}", of=f"{total:,}") if shown < total else f"{total:,}"
    places = [place for place, field in enumerate(table.fields) if field.told]
    # A column without any value is left out.
    cells = {(index, place): cell_text(table, index, place, setting) for index in range(shown) for place in places}
    places = [place for place in places if any(cells[index, place] for index in range(shown))]
    lines = [
        [escaped(title_of(table.fields[place], lang)) for place in places],
        ["---"] * len(places),
        *([escaped(cells[index, place]) for place in places] for index in range(shown)),
    ]
    parts = [f"### {escaped(title)} ({told})"]
    if table.filtered_by:
        parts.append(escaped(words.FILTERED(lang, text=table.filtered_by)))
    parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    if shown < count:
        parts.append(escaped(left_out(lang, n=f"{count - shown:,}")))
    return parts
