"""Times as people write them: what each way of writing one means."""

from __future__ import annotations

import pytest

from tests.zones import UTC, at, zone
from tui.analysis.times.moments import MomentError, moment

NOW_TS = 1_795_334_170  # 2026-11-22 07:56:10 UTC
DAY_TS = 1_795_305_600  # 2026-11-22 00:00:00 UTC


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
        ("now", NOW_TS),
        (" 07:50 ", DAY_TS + 7 * 3600 + 50 * 60),
    ],
)
def test_each_way_of_writing_a_time_means_the_last_such_time_until_now(text: str, ts: int) -> None:
    assert moment(text, NOW_TS, UTC) == ts


@pytest.mark.parametrize("text", ["", "yesterday", "14", "2026-11-20", "15m", "+15m", "1.5e9", "٠٧:٥٠", "-m", "14:7"])
def test_what_is_no_time_is_told_what_is_allowed(text: str) -> None:
    with pytest.raises(MomentError, match="is not a time; allowed: now, 14:07, "):
        moment(text, NOW_TS, UTC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("24:00", "00:00 to 23:59"),
        ("12:60", "00:00 to 23:59"),
        ("2026-02-30 12:00", "is not a day of the calendar"),
        ("13-01 12:00", "is not a day of the calendar"),
        ("2026-11-22 07:57", "future: now it is 2026-11-22 07:56 UTC"),
        ("1999999999", "future"),
        ("-21000d", "too long ago"),
        ("-999999999d", "too long ago"),
        ("0000-01-01 00:00", "is not a day of the calendar"),
        ("000000001", "too long ago"),
    ],
)
def test_a_time_that_cannot_be_is_told_why(text: str, says: str) -> None:
    with pytest.raises(MomentError, match=says):
        moment(text, NOW_TS, UTC)


def test_a_time_is_read_in_the_reader_s_zone() -> None:
    with zone("Asia/Shanghai") as here:
        assert moment("15:50", NOW_TS, here) == DAY_TS + 7 * 3600 + 50 * 60
        assert moment("16:00", NOW_TS, here) == DAY_TS - 86400 + 8 * 3600
        assert moment("07:50Z", NOW_TS, here) == DAY_TS + 7 * 3600 + 50 * 60


@pytest.mark.parametrize(
    ("name", "now", "text", "means"),
    [
        ("Europe/Berlin", "2026-10-25 02:50 +01", "02:30", "2026-10-25 02:30 +01"),
        ("Europe/Berlin", "2026-10-25 02:20 +01", "02:30", "2026-10-25 02:30 +02"),
        ("Europe/Berlin", "2026-10-25 02:50 +02", "02:30", "2026-10-25 02:30 +02"),
        ("Europe/Berlin", "2026-10-25 02:20 +02", "02:30", "2026-10-24 02:30 +02"),
        ("Europe/Berlin", "2026-11-22 10:00 +01", "2026-10-25 02:30", "2026-10-25 02:30 +01"),
        ("Europe/Berlin", "2026-11-22 10:00 +01", "10-25 02:30 +02", "2026-10-25 02:30 +02"),
        ("Europe/Berlin", "2026-03-29 01:30 +01", "02:30", "2026-03-28 02:30 +01"),
        ("Europe/Berlin", "2026-03-30 00:30 +02", "12:00", "2026-03-29 12:00 +02"),
        ("America/Nuuk", "2026-10-24 23:05 -02", "00:05 -01", "2026-10-24 00:05 -01"),
        ("Europe/Berlin", "2026-10-25 11:00 +01", "10:30 +02", "2026-10-25 09:30 +01"),
        ("Australia/Lord_Howe", "2026-04-05 01:50 +1030", "01:45", "2026-04-05 01:45 +1030"),
        ("Australia/Lord_Howe", "2026-04-05 01:40 +1030", "01:45", "2026-04-05 01:45 +11"),
        ("Pacific/Chatham", "2026-04-05 03:00 +1245", "02:50", "2026-04-05 02:50 +1245"),
        ("America/Havana", "2026-11-01 00:30 -05", "00:45", "2026-11-01 00:45 -04"),
    ],
)
def test_of_two_times_at_which_the_clocks_show_the_same_it_is_the_later_one_that_is_not_after_now(
    name: str, now: str, text: str, means: str
) -> None:
    now_ts = at(now)
    with zone(name) as here:
        assert here.full(moment(text, now_ts, here), "%F %H:%M") == means


@pytest.mark.parametrize(
    ("name", "now", "text", "says"),
    [
        (
            "Europe/Berlin",
            "2026-03-29 04:00 +02",
            "02:30",
            "02:30 does not exist on 2026-03-29: 01:59 +01 is followed by 03:00 +02",
        ),
        ("Europe/Berlin", "2026-11-22 10:00 +01", "03-29 02:30", "01:59 +01 is followed by 03:00 +02"),
        ("Europe/Berlin", "2026-11-22 10:00 +01", "2026-03-29 02:30:15", "02:30:15 does not exist on 2026-03-29"),
        ("Australia/Lord_Howe", "2026-10-04 05:00 +11", "02:15", "01:59 +1030 is followed by 02:30 +11"),
        ("America/Santiago", "2026-09-06 05:00 -03", "00:30", "2026-09-05 23:59 -04 is followed by 01:00 -03"),
    ],
)
def test_a_time_that_the_clocks_leave_out_is_refused_with_its_neighbours(
    name: str, now: str, text: str, says: str
) -> None:
    now_ts = at(now)
    with zone(name) as here, pytest.raises(MomentError) as told:
        moment(text, now_ts, here)
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("text", "same"),
    [("０７：５０", "07:50"), ("１１－２０　１４：０７", "11-20 14:07"), ("－１５ｍ", "-15m"), ("\u221215m", "-15m")],
)
def test_a_time_is_read_as_an_input_method_writes_it(text: str, same: str) -> None:
    assert moment(text, NOW_TS, UTC) == moment(same, NOW_TS, UTC)
