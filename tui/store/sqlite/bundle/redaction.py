"""Redaction: the names in a row by their aliases. A user is a number in a session and in the curves of its peers, so
that its alias is one, too."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from tui.domain.glossary import NAMED_METRICS
from tui.domain.names import Names
from tui.messages import bundle as words
from tui.store.manifest import Manifest
from tui.store.rows.chunks import from_row, metric_of, stamps_of, to_row
from tui.store.rows.packing import unpack_stamps
from tui.store.sqlite.bundle.plain import FREE_TEXT
from tui.store.sqlite.bundle.shape import BundleColumn, BundleTable

# Shorter words are found in any sentence.
_LEAST_NAME = 3
_KINDS = {
    "channel": "channel",
    "call_id": "call",
    "sid": "session",
    "project": "process",
    "acknowledged_by": "process",
    "rule": "rule",
}
# Names of rules that scry itself gave.
_OWN_RULES = frozenset({*NAMED_METRICS, "feed_dead"})


class Redaction:
    """Rows as they are, or by aliases where `names` hide them."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.seen: dict[str, str] = {}
        self.uid: Callable[[int], int] = lru_cache(maxsize=100_000)(self._uid)

    def _uid(self, uid: int) -> int:
        return int(self.names.user(uid).rpartition("-")[2], 16) or 1 if uid else uid

    def user(self, uid: str) -> str:
        return self._noted(uid, str(self.uid(int(uid))) if uid.isdecimal() else self.names.user(uid))

    def _noted(self, name: str, alias: str) -> str:
        if len(name) >= _LEAST_NAME:
            self.seen[name] = alias
        return alias

    def of(self, kind: str, name: str) -> str:
        if not name or (kind == "rule" and name in _OWN_RULES):
            return name
        return self._noted(name, self.names.of(kind, name))

    def row(self, table: BundleTable, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self.names.hidden:
            return row
        values = [self._value(each, value) for each, value in zip(table.columns, row, strict=False)]
        if table.name == "chunks":
            start_ts = row[4]
            values[6:8] = self.chunk(start_ts, row[6], row[7])
        return (*values, *row[len(table.columns) :])

    def _value(self, column: BundleColumn, value: Any) -> Any:
        if value is None or not column.names:
            return value
        if column.names == "uid":
            alias = self.uid(value)
            self._noted(str(value), str(alias))
            return alias
        if column.names == "user":
            return self.user(value)
        if column.names == "text":
            return ""
        if column.names == "json":
            return json.dumps(self.json(json.loads(value)))
        if column.names == "selection":
            return self.selection(value)
        return self.of(column.names, value)

    def selection(self, key: str) -> str:
        """The digest of the chosen users and sessions would be found by trying all users."""
        feed, sign, digest = key.partition("#")
        return f"{feed}{sign}{digest and self.names.of('session', digest)}"

    def json(self, value: Any) -> Any:
        """The names in a structure: a cause is (factor, host, count), all others have words for their parts."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [[row[0], self.user(str(row[1])), *row[2:]] if isinstance(row, list) else row for row in value]
        if not isinstance(value, dict):
            return value
        return {name: self._part(name, part) for name, part in value.items()}

    def _part(self, name: str, value: Any) -> Any:
        if not value:
            return value
        if name in FREE_TEXT:
            return ""
        if name.endswith("uid"):
            return self.uid(value) if isinstance(value, int) else self.user(str(value))
        kind = _KINDS.get(name)
        if kind is not None:
            return self.of(kind, str(value))
        return {} if name == "others" else value

    def text(self, text: str) -> str:
        """A sentence with the names that the bundle holds by their aliases."""
        if not self.seen:
            return text
        names = sorted(self.seen, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, names)), lambda found: self.seen[found[0]], text)

    def chunk(self, start_ts: int, rollup: bytes, points: bytes) -> tuple[bytes, bytes]:
        made = {}
        for mid, metric in from_row(rollup, points).items():
            curves = {self.uid(uid): curve for uid, _, curve in metric.curves(unpack_stamps)}
            made[mid] = metric_of({uid: (stamps_of(ts, start_ts), _doubles(its)) for uid, (ts, its) in curves.items()})
        return to_row(made)

    def manifest(self, about: Manifest) -> Manifest:
        if not self.names.hidden:
            return about
        rules = tuple(
            replace(rule, name=self.of("rule", rule.name), channels=tuple(self.of("channel", c) for c in rule.channels))
            for rule in about.rules
        )
        watched = tuple(self.of("channel", name) for name in about.watched)
        project = words.HIDDEN_PROJECT("en")
        call_id = self.of("call", about.call_id)
        return replace(about, project=project, watched=watched, rules=rules, call_id=call_id, is_redacted=True)

    def counted(self, channels: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(sorted(self.of("channel", each) if self.names.hidden else each for each in channels))


def _doubles(values: array[float]) -> array[float]:
    return array("d", values)
