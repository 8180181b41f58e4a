"""CSV (RFC 4180), for spreadsheets and data frames: one header of field names, one line a row, UTF-8 without a BOM.

Lines end with CRLF. An unknown value is an empty field, a flag is `true` or `false`. A text that a spreadsheet would
take for a formula has a `'` before it; numbers are written as they are.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from tui.domain.fields import Listed
from tui.export.columns import columns_of, values_of
from tui.export.extract import ExtractTable

# The first characters of a spreadsheet's formula, also behind characters that the spreadsheet ignores.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def to_csv(table: ExtractTable) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([column.name for column in columns_of(table)])
    writer.writerows([_field(value) for value in values_of(table, row)] for row in table.rows)
    return written.getvalue()


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = value.text if isinstance(value, Listed) else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\u200b\ufeff").startswith(_FORMULA) else text
