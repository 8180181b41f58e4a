"""JSON: the document is what its schema says, its columns are those of its rows, and what is not known is no zero."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tests.export.made import NOW_TS, extract, setting
from tui import __version__
from tui.domain.records import Window
from tui.export.document import Document, schema, to_json
from tui.export.extract import ExtractCurve, Missing


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_json(extract(), setting()))
    return found


def test_it_reads_back_as_the_documented_struct() -> None:
    read = msgspec.json.decode(to_json(extract(), setting()), type=Document)
    assert (read.scry, read.schema, read.screen, read.project) == (__version__, 1, "calls", "课堂-prod")
    assert read.exported.ts == NOW_TS
    assert read.exported.iso == "2026-11-22T07:56:10Z"
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"scry": 1}', type=Document)


def test_the_json_schema_names_every_part_of_the_document() -> None:
    definition = schema()["$defs"]["Document"]
    assert set(definition["required"]) == set(document())


def test_every_row_has_every_column_and_no_other() -> None:
    found = document()
    names = [column["name"] for column in found["columns"]]
    assert all(list(row) == names for row in found["rows"])
    kinds: dict[str, Any] = {"text": str, "number": (int, float), "flag": bool, "list": list}
    for row in found["rows"]:
        for column in found["columns"]:
            value = row[column["name"]]
            assert value is None or isinstance(value, kinds[column["kind"]])


def test_what_is_not_known_is_null_with_a_state_and_at_least_is_said() -> None:
    known, least, pending = document()["rows"]
    assert (known["people_diagnosed"], known["people_diagnosed_at_least"]) == (7, False)
    assert (least["people_diagnosed"], least["people_diagnosed_at_least"]) == (10, True)
    assert (pending["people_diagnosed"], pending["people_diagnosed_state"]) == (None, "pending")
    assert known["causes"] == [{"factor_id": 23, "host_uid": "44361248"}]


def test_a_list_without_rows_is_a_list() -> None:
    empty = msgspec.structs.replace(extract().table, rows=[], keys=[])
    read = msgspec.json.decode(to_json(msgspec.structs.replace(extract(), table=empty), setting()), type=Document)
    assert (read.rows, read.shown.rows) == ([], 0)


def test_a_curve_has_its_points_and_the_stretches_without_any() -> None:
    lacking = (Missing("missing", Window(NOW_TS, NOW_TS + 60)),)
    curve = ExtractCurve("pcu", "Users", "", [NOW_TS - 60, NOW_TS - 30], [1.0, 2.5], lacking=lacking)
    found = json.loads(to_json(msgspec.structs.replace(extract(), curves=(curve,)), setting()))
    (told,) = found["curves"]
    assert (told["ts"], told["values"]) == ([NOW_TS - 60, NOW_TS - 30], [1.0, 2.5])
    assert told["first_iso"] == "2026-11-22T07:55:10Z"
    assert told["lacking"][0]["state"] == "missing"
    assert told["lacking"][0]["end_iso"] == "2026-11-22T07:57:10Z"
