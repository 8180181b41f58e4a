"""Extracts made up for tests of the formats."""

from __future__ import annotations

from tui.clock import Zone
from tui.domain.fields import AtLeast, ExtractCell, ExtractField, FieldKind, Lacking, Listed, Scalar
from tui.domain.names import Names
from tui.domain.records import Window
from tui.domain.text import Lang
from tui.export.extract import Extract, ExtractTable, Setting
from tui.export.names import Aliases

NOW_TS = 1_795_334_170
KEY = bytes(range(32))
FIELDS = (
    ExtractField("start", FieldKind.TIME),
    ExtractField("channel"),
    ExtractField("people_diagnosed", FieldKind.NUMBER, may_lack=True, may_be_more=True),
    ExtractField("finished", FieldKind.FLAG),
    ExtractField("causes", FieldKind.LIST),
)
CAUSE: dict[str, Scalar] = {"factor_id": 23, "host_uid": "44361248"}
CAUSES = Listed((CAUSE,), "video downstream packet loss 23 (44361248)")
ROWS: tuple[tuple[ExtractCell, ...], ...] = (
    (NOW_TS - 60, "数学-3班", 7, True, CAUSES),
    (NOW_TS - 30.5, "=cmd|'/c calc'!A0", AtLeast(10), False, Listed((), "")),
    (NOW_TS, "a|b `c`", Lacking("pending"), None, Listed((), "")),
)


def setting(*, lang: Lang = "en", hidden: bool = False) -> Setting:
    return Setting("课堂-prod", lang, Zone(utc=True), NOW_TS, Aliases(KEY) if hidden else Names(), {})


def extract(channel: str = "数学-3班") -> Extract:
    rows: list[tuple[ExtractCell, ...]] = [(NOW_TS - 60, channel, 7, True, CAUSES), *ROWS[1:]]
    return Extract(
        screen="calls",
        title="Calls",
        table=ExtractTable("calls", FIELDS, rows, [str(index) for index in range(len(rows))], "channel"),
        window=Window(NOW_TS - 3600, NOW_TS),
        scope={"channel": channel},
        moment_ts=NOW_TS - 60,
        findings=("3 calls", "worst: `x` | y"),
    )
