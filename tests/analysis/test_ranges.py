"""Stretches of time as people write them: what each way of writing one means, and what is said of what is none."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.zones import UTC, zone
from tests.zones import at as instant
from tui.analysis.times.ranges import RangeError, window_of, written
from tui.domain.records import DAY, HOUR, MINUTE, Window
from tui.domain.text import LANGS
from tui.messages import calls as words

NOW_TS = 1_795_334_170  # 2026-11-22 07:56:10 UTC
DAY_TS = 1_795_305_600  # 2026-11-22 00:00:00 UTC


def at(days_ago: int, hour: int, minute: int = 0) -> int:
    return DAY_TS - days_ago * DAY + hour * HOUR + minute * MINUTE


@pytest.mark.parametrize(
    ("text", "start_ts", "end_ts"),
    [
        *(
            (text, NOW_TS - 1800, NOW_TS)
            for text in ("last 30 m", "30m", "30 min", "Last 30 minutes", "最近 30 分钟", "30分")
        ),
        *((text, NOW_TS - 7200, NOW_TS) for text in ("last 2 h", "2h", "past 2 hours", "最近2小时", "过去 2 小时")),
        ("last hour", NOW_TS - 3600, NOW_TS),
        ("1d", NOW_TS - DAY, NOW_TS),
        *((text, DAY_TS, NOW_TS) for text in ("today", "今天", " Today ")),
        *((text, DAY_TS - DAY, DAY_TS) for text in ("yesterday", "昨天", "11-21", "2026-11-21")),
        ("11-22", DAY_TS, NOW_TS),
        ("06:00..07:00", at(0, 6), at(0, 7)),
        ("14:00..15:00", at(1, 14), at(1, 15)),
        ("07:30..09:00", at(0, 7, 30), NOW_TS),
        ("23:00..01:00", at(1, 23), at(0, 1)),
        ("07:00..", at(0, 7), NOW_TS),
        ("07:00 .. now", at(0, 7), NOW_TS),
        ("-2h..-1h", NOW_TS - 7200, NOW_TS - 3600),
        ("-30m..", NOW_TS - 1800, NOW_TS),
        ("2026-11-20 14:00..15:00", at(2, 14), at(2, 15)),
        ("2026-11-20 23:00..01:00", at(2, 23), at(1, 1)),
        ("2026-11-20 02:00..23:00", at(2, 2), at(2, 23)),
        ("11-20 14:00..11-21 02:00", at(2, 14), at(1, 2)),
        ("11-21 14:00..11-25 02:00", at(1, 14), NOW_TS),
        ("14:00..11-21 15:00", at(1, 14), at(1, 15)),
        ("14:00..2026-11-20 15:00", at(2, 14), at(2, 15)),
        ("06:00Z..15:00+08:00", at(0, 6), at(0, 7)),
        ("1795330000..1795333600", 1_795_330_000, 1_795_333_600),
        # The same on both sides: that minute, or that second.
        ("07:30..07:30", at(0, 7, 30), at(0, 7, 31)),
        ("07:30:07..07:30:07", at(0, 7, 30) + 7, at(0, 7, 30) + 8),
        ("11-20 14:00:07..11-20 14:00:07", at(2, 14) + 7, at(2, 14) + 8),
        ("07:30:07Z..07:30:07Z", at(0, 7, 30) + 7, at(0, 7, 30) + 8),
        ("1795330000..1795330000", 1_795_330_000, 1_795_330_001),
        ("07:56..07:56", at(0, 7, 56), NOW_TS),
        ("2025-12-31 23:00..2026-01-01 01:00", 1_767_222_000, 1_767_229_200),
    ],
)
def test_each_way_of_writing_a_range_means_the_last_such_until_now(text: str, start_ts: int, end_ts: int) -> None:
    assert window_of(text, NOW_TS + 0.9, UTC) == Window(start_ts, end_ts)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", words.NO_RANGE),
        ("soon", words.NO_RANGE),
        ("m", words.NO_RANGE),
        ("30 x", words.NO_RANGE),
        ("14:00", words.NO_RANGE),
        ("最近", words.NO_RANGE),
        ("{}", words.NO_RANGE),
        ("14:00..soon", words.NO_TIME),
        ("..15:00", words.NO_TIME),
        ("25:00..26:00", words.NO_TIME),
        ("02-30", words.NO_TIME),
        ("2027-01-01 00:00..", words.IN_FUTURE),
        ("2026-11-22 08:00..09:00", words.IN_FUTURE),
        ("2026-11-23", words.IN_FUTURE),
        ("-1h..-2h", words.ENDS_FIRST),
        ("07:00..06:00", words.ENDS_FIRST),
        ("11-20 14:00..11-19 15:00", words.ENDS_FIRST),
        ("2026-11-20 14:00..2026-11-19 15:00", words.ENDS_FIRST),
        ("0m", words.NOTHING_YET),
        ("07:56:10..", words.NOTHING_YET),
        ("999999999d", words.TOO_LONG_AGO),
        ("-21000d..", words.TOO_LONG_AGO),
        ("000000001..", words.TOO_LONG_AGO),
    ],
)
def test_what_is_no_range_is_told_why_and_what_is_allowed(text: str, phrase: object, lang: str) -> None:
    with pytest.raises(RangeError) as told:
        window_of(text, NOW_TS, UTC)
    assert told.value.said.phrase is phrase
    says = told.value.says(lang)  # type: ignore[arg-type]
    assert ("allowed: " if lang == "en" else "可写：") in says


def test_a_range_is_read_in_the_reader_s_zone() -> None:
    with zone("Asia/Shanghai") as here:
        assert window_of("today", NOW_TS, here) == Window(DAY_TS - 8 * HOUR, NOW_TS)
        assert window_of("14:00..15:00", NOW_TS, here) == Window(at(0, 6), at(0, 7))


@pytest.mark.parametrize(
    ("name", "now", "text", "start", "end"),
    [
        ("Europe/Berlin", "2026-10-25 02:20 +01", "02:50..02:10", "02:50 +02", "02:10 +01"),
        ("Europe/Berlin", "2026-10-25 10:00 +01", "02:50..02:10", "02:50 +02", "02:10 +01"),
        ("Europe/Berlin", "2026-10-25 02:50 +02", "01:30..02:30", "01:30 +02", "02:30 +02"),
        ("Europe/Berlin", "2026-10-25 02:55 +01", "02:30..02:50", "02:30 +01", "02:50 +01"),
        ("Europe/Berlin", "2026-10-25 02:55 +01", "02:30+02..02:50+01", "02:30 +02", "02:50 +01"),
        ("Europe/Berlin", "2026-10-26 00:00 +01", "yesterday", "00:00 +02", "00:00 +01"),
        ("Europe/Berlin", "2026-03-30 00:30 +02", "12:00..13:00", "12:00 +02", "13:00 +02"),
        ("America/Santiago", "2026-09-06 05:00 -03", "today", "01:00 -03", "05:00 -03"),
        ("America/Santiago", "2026-09-08 05:00 -03", "09-06", "01:00 -03", "00:00 -03"),
        ("America/Havana", "2026-11-01 05:00 -05", "today", "00:00 -04", "05:00 -05"),
        ("Australia/Lord_Howe", "2026-04-05 03:00 +1030", "01:50..01:40", "01:50 +11", "01:40 +1030"),
    ],
)
def test_a_range_over_a_change_of_the_clocks_lies_where_they_showed_it(
    name: str, now: str, text: str, start: str, end: str
) -> None:
    now_ts = instant(now)
    with zone(name) as here:
        window = window_of(text, now_ts, here)
        assert (here.full(window.start_ts), here.full(window.end_ts)) == (start, end)


def test_a_range_with_a_time_that_the_clocks_leave_out_is_refused_with_its_neighbours() -> None:
    now_ts = instant("2026-03-29 04:00 +02")
    with zone("Europe/Berlin") as here:
        for text in ("02:30..03:30", "01:30..02:30", "02:30.."):
            with pytest.raises(RangeError, match=r"02:30 does not exist on 2026-03-29: 01:59 \+01 is "):
                window_of(text, now_ts, here)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("０６：００．．０７：００", "06:00..07:00"),
        ("06：00。。07：00", "06:00..07:00"),
        ("06:00……07:00", "06:00..07:00"),
        ("06:00～07:00", "06:00..07:00"),
        ("06:00–07:00", "06:00..07:00"),
        ("06:00至07:00", "06:00..07:00"),
        ("最近３０分钟", "最近30分钟"),
        ("ｌａｓｔ　３０　ｍ", "last 30 m"),
        ("１１－２１", "11-21"),
        ("\u22122h..\u22121h", "-2h..-1h"),
    ],
)
def test_a_range_is_read_as_an_input_method_writes_it(text: str, same: str) -> None:
    assert window_of(text, NOW_TS, UTC) == window_of(same, NOW_TS, UTC)


times = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
dates = st.builds("{:02d}-{:02d} ".format, st.integers(1, 12), st.integers(1, 28))
sides = st.one_of(
    st.builds("{}{}".format, st.one_of(st.just(""), dates, dates.map("2026-{}".format)), times),
    st.builds("-{}{}".format, st.integers(0, 400), st.sampled_from("smhd")),
    st.integers(1_600_000_000, NOW_TS + DAY).map(str),
)
texts = st.one_of(
    st.builds("{}..{}".format, sides, st.one_of(sides, st.just(""))),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "last ", "最近"]),
        st.integers(0, 500),
        st.sampled_from(["s", " m", "天"]),
    ),
    st.sampled_from(["today", "昨天"]),
)


@given(
    name=st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns"]),
    text=texts,
    now_ts=st.integers(1_600_000_000, 1_900_000_000),
)
def test_what_is_accepted_ends_by_now_and_its_written_form_means_the_same_ever_after(
    name: str, text: str, now_ts: int
) -> None:
    with zone(name) as here:
        try:
            window = window_of(text, now_ts, here)
        except RangeError:
            return
        assert DAY <= window.start_ts < window.end_ts <= now_ts
        assert window_of(written(window, here), now_ts + 1000 * DAY, here) == window


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_range_or_a_sentence(text: str) -> None:
    with suppress(RangeError):
        assert window_of(text, NOW_TS, UTC).seconds > 0
