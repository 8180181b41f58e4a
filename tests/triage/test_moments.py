"""Times as people write them: what each way of writing one means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import tzset

import pytest

from tui.clock import Zone
from tui.triage.moments import MomentError, moment

NOW_TS = 1_795_334_170  # 2026-11-22 07:56:10 UTC
DAY_TS = 1_795_305_600  # 2026-11-22 00:00:00 UTC
UTC = Zone(utc=True)


@contextmanager
def zone(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[Zone]:
    monkeypatch.setenv("TZ", name)
    tzset()
    yield Zone(utc=False)
    monkeypatch.undo()
    tzset()


@pytest.mark.parametrize(
    ("text", "ts"),
    [
        ("07:50", DAY_TS + 7 * 3600 + 50 * 60),
        ("7:50", DAY_TS + 7 * 3600 + 50 * 60),
        ("07:50:30", DAY_TS + 7 * 3600 + 50 * 60 + 30),
        ("14:07", DAY_TS - 86400 + 14 * 3600 + 7 * 60),
        ("11-20 14:07", DAY_TS - 2 * 86400 + 14 * 3600 + 7 * 60),
        ("12-31 00:00", 1_767_139_200),
        ("2026-11-20 14:07", DAY_TS - 2 * 86400 + 14 * 3600 + 7 * 60),
        ("2026-11-20T14:07+08:00", DAY_TS - 2 * 86400 + 6 * 3600 + 7 * 60),
        ("2026-11-20T14:07:05-0330", DAY_TS - 2 * 86400 + 17 * 3600 + 37 * 60 + 5),
        ("2026-11-20T14:07Z", DAY_TS - 2 * 86400 + 14 * 3600 + 7 * 60),
        ("15:50 +08", DAY_TS + 7 * 3600 + 50 * 60),
        ("00:10+14:00", DAY_TS - 86400 + 10 * 3600 + 600),
        ("02-29 12:00", 1_709_208_000),
        ("-15m", NOW_TS - 900),
        ("-90s", NOW_TS - 90),
        ("-2h", NOW_TS - 7200),
        ("-3d", NOW_TS - 3 * 86400),
        ("1795330000", 1_795_330_000),
        (" 07:50 ", DAY_TS + 7 * 3600 + 50 * 60),
    ],
)
def test_each_way_of_writing_a_time_means_the_last_such_time_until_now(text: str, ts: int) -> None:
    assert moment(text, NOW_TS, UTC) == ts


@pytest.mark.parametrize("text", ["", "yesterday", "14", "2026-11-20", "15m", "+15m", "1.5e9", "٠٧:٥٠", "-m", "14:7"])
def test_what_is_no_time_is_told_what_is_allowed(text: str) -> None:
    with pytest.raises(MomentError, match="is no time; allowed: 14:07, "):
        moment(text, NOW_TS, UTC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("24:00", "00:00 to 23:59"),
        ("12:60", "00:00 to 23:59"),
        ("2026-02-30 12:00", "is no day"),
        ("13-01 12:00", "is no day"),
        ("2026-11-22 07:57", "future: now it is 2026-11-22 07:56 UTC"),
        ("1999999999", "future"),
        ("-21000d", "too long ago"),
        ("-999999999d", "too long ago"),
        ("0000-01-01 00:00", "is no day"),
        ("000000001", "too long ago"),
    ],
)
def test_a_time_that_cannot_be_is_told_why(text: str, says: str) -> None:
    with pytest.raises(MomentError, match=says):
        moment(text, NOW_TS, UTC)


def test_a_time_is_read_in_the_reader_s_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    with zone(monkeypatch, "Asia/Shanghai") as here:
        assert moment("15:50", NOW_TS, here) == DAY_TS + 7 * 3600 + 50 * 60
        assert moment("16:00", NOW_TS, here) == DAY_TS - 86400 + 8 * 3600
        assert moment("07:50Z", NOW_TS, here) == DAY_TS + 7 * 3600 + 50 * 60


def test_where_the_clocks_are_changed_a_skipped_time_is_none_and_a_doubled_one_is_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with zone(monkeypatch, "Europe/Berlin") as here:
        with pytest.raises(MomentError, match="skipped"):
            moment("2026-03-29 02:30", NOW_TS, here)
        assert moment("2026-03-29 03:30", NOW_TS, here) == 1_774_747_800
        assert moment("2026-10-25 02:30", NOW_TS, here) == 1_792_888_200
