"""The calls that were on during a window: those that began in it, and those of the day before that lasted into it."""

from __future__ import annotations

from pathlib import Path

from tests.worlds import NOW_TS, open_store
from tui.domain.records import DAY, HOUR, Call, Window
from tui.queries.calls_during import calls_during

START, END = int(NOW_TS) - HOUR, int(NOW_TS)


def call(name: str, begun_ts: int, ended_ts: int | None, channel: str = "room") -> Call:
    return Call(name, channel, begun_ts, ended_ts, ended_ts is not None)


CALLS = (
    call("within", START + 60, START + 120),
    call("still on", START + 30, None),
    call("into", START - HOUR, START + 5),
    call("up to the first second", START - HOUR + 1, START),
    call("over just before", START - HOUR + 2, START - 1),
    call("on since yesterday", START - DAY, None),
    call("on for too long", START - DAY - 1, None),
    call("after", END, None),
    call("elsewhere", START + 10, None, "hall"),
)


async def test_calls_of_a_window_are_those_on_in_it_newest_first(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await store.write(lambda changes: changes.put_calls(CALLS, answered_ts=NOW_TS))

        async def during(channel: str = "", alive_ts: int | None = None) -> list[str]:
            found = await store.read(calls_during, Window(START, END), channel, alive_ts)
            return [one.call_id for one in found]

        of_room = ["within", "still on", "up to the first second", "into", "on since yesterday"]
        assert await during("room") == of_room
        assert await during() == [*of_room[:2], "elsewhere", *of_room[2:]]
        assert await during("room", START + 60) == ["within", "still on", "on since yesterday"]
        assert await during("room", START + 5) == ["on since yesterday"]
