"""Insight: days and hours of the project, and sums over a window by the values of a dimension."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.sim import usage as days_2020
from tui.sim.response import Response
from tui.sim.today.asked import AbsentError, Query
from tui.sim.today.params import BadParameterError
from tui.sim.today.project import HOUR_S, JOINS, QUALITY, WINDOW_S, Trouble, told
from tui.sim.today.realtime import TOP, TOP_DEVICES
from tui.sim.today.shares import ALIASES, NATIVE_PRODUCT, PRODUCTS, WEB_PRODUCT, WEB_SHARE, divided, shares

DAY_S = 86400
MINUTE_S = 60
CHINA_S = 16 * HOUR_S  # midnight of UTC+8, seen from 00:00 UTC
RECOMPUTED_S = 2 * DAY_S
RECOUNTED = 0.985

COUNTS = ("userCount", "sessionCount", "channelCount")
PEAKS = {
    "concurrent": ("peakConcurrentChannels", "peakConcurrentUsers"),
    "current": ("peakCurrentChannels", "peakCurrentUsers"),
}
DURATIONS = ("totalDuration", "totalVideoDuration", "totalAudioDuration")
VIDEO_SHARE = 0.82  # of the minutes; a minute with video is none of audio
STAY_HOURS = 1.25  # users of an hour by the mean of its windows
ATTEMPTS_PER_MINUTE = 0.03  # joins tried by each user
GRAINS = {"1d": DAY_S, "1h": HOUR_S, "1m": MINUTE_S}
DIMENSIONS = ("country", "region", "net", "sdk", "os", "device")


def usage_by_time(asked: Query) -> Response:
    metric = _usage_metric(asked)
    grain_s = _grain(asked, ("1d", "1h"))
    rows = [
        {metric: _usage(asked, metric, ts, ts + grain_s), "ts": _stamp(asked, ts, grain_s)}
        for ts in _spans(asked, grain_s)
    ]
    return asked.answer(rows)


def quality_by_time(asked: Query) -> Response:
    product = asked.params.one_of("productType", PRODUCTS)
    metric = asked.params.one_of("metric", QUALITY)
    grain_s = _grain(asked, ("1d", "1h", *(("1m",) if asked.is_set("minutes", "yes") else ())))
    rows = []
    for ts in _spans(asked, grain_s):
        try:
            value = (
                told(metric, _mean(asked, metric, ts, ts + grain_s, product))
                if _tells(asked, metric, product)
                else None
            )
            rows.append({metric: asked.value(value, "audio_of_web"), "ts": _stamp(asked, ts, grain_s)})
        except AbsentError:
            continue
    return asked.answer(rows)


def usage_aggregation(asked: Query) -> Response:
    metric = _usage_metric(asked)
    name, dimension = _dimension(asked, DIMENSIONS)
    start_ts, end_ts = _hours(asked)
    if asked.world.scene.silent:
        return asked.answer([])
    total = _usage(asked, metric, start_ts, end_ts)
    if not dimension:
        return asked.answer([{metric: total}])
    if metric in (*PEAKS["concurrent"], *PEAKS["current"]):
        raise BadParameterError("Bad request, parameter : dimension is invalid")
    web = round(total * WEB_SHARE)
    counts: dict[str, int] = {}
    for product, part in ((NATIVE_PRODUCT, total - web), (WEB_PRODUCT, web)):
        for value, count in divided(part, shares(product, dimension, _country(asked, dimension))).items():
            counts[value] = counts.get(value, 0) + count
    rows = [{name: value, metric: count} for value, count in counts.items() if count]
    return asked.answer(
        _shown(asked, name, dimension, sorted(rows, key=lambda row: (-int(row[metric]), str(row[name]))))
    )


def quality_aggregation(asked: Query) -> Response:
    product = asked.params.one_of("productType", PRODUCTS)
    metric = asked.params.one_of("metric", QUALITY)
    name, dimension = _dimension(asked, (*DIMENSIONS, "channelSize"))
    start_ts, end_ts = _hours(asked)
    if asked.world.scene.silent or not _tells(asked, metric, product):
        return asked.answer([])
    mean = _mean(asked, metric, start_ts, end_ts, product)
    weight = _weight(asked, metric, start_ts, end_ts, product)
    if not dimension:
        return asked.answer([{"refUsage": weight, metric: told(metric, mean)}])
    counts = divided(weight, shares(product, dimension, _country(asked, dimension)))
    by_value = asked.world.project.by_value(mean, metric, product, dimension, counts)
    worst_first = 1 if metric in JOINS else -1
    rows: list[dict[str, Any]] = [
        {name: value, "refUsage": counts[value], metric: told(metric, trouble)}
        for value, trouble in by_value.items()
        if counts[value]
    ]
    rows.sort(key=lambda row: (-row["refUsage"], worst_first * row[metric], row[name]))
    return asked.answer(_shown(asked, name, dimension, rows))


# -- what is counted


def _usage(asked: Query, metric: str, start_ts: int, end_ts: int) -> int:
    """A usage metric of whole hours, or of whole days as the 2020 edition counts them."""
    crowds = [asked.world.project.crowd(ts) for ts in range(start_ts, end_ts, HOUR_S)]
    if metric.endswith("Users"):
        return max(crowd.peak for crowd in crowds)
    if metric.endswith("Channels"):
        return max(crowd.channels for crowd in crowds)
    if metric in DURATIONS:
        minutes = sum(crowd.users for crowd in crowds) * WINDOW_S // MINUTE_S
        video = round(minutes * VIDEO_SHARE)
        return {"totalDuration": minutes, "totalVideoDuration": video}.get(metric, minutes - video)
    return _count(asked, metric, start_ts, end_ts)


def _count(asked: Query, metric: str, start_ts: int, end_ts: int) -> int:
    """Sessions and channels of the hours of each day; users from the number of the fullest hour on."""
    total = 0
    for day_ts in range(start_ts // DAY_S * DAY_S, end_ts, DAY_S):
        of_day = days_2020.counts(asked.world, day_ts)[metric]
        if asked.is_set("recomputed", "yes") and asked.now_ts < day_ts + DAY_S + RECOMPUTED_S:
            of_day = round(of_day * RECOUNTED)
        hours = range(day_ts, day_ts + DAY_S, HOUR_S)
        within = [ts for ts in hours if start_ts <= ts < end_ts]
        users = {str(ts): float(asked.world.project.crowd(ts).users) for ts in hours}
        whole = sum(users.values()) or 1.0
        if metric == "userCount":
            most = max(users[str(ts)] for ts in within) * WINDOW_S / HOUR_S * STAY_HOURS
            most = min(of_day, max(most, *(asked.world.project.crowd(ts).peak for ts in within)))
            total += round(most + (of_day - most) * (len(within) - 1) / (len(hours) - 1))
        else:
            by_hour = divided(of_day, [(hour, count / whole) for hour, count in users.items()])
            total += sum(by_hour[str(ts)] for ts in within)
    return total


def _mean(asked: Query, metric: str, start_ts: int, end_ts: int, product: str) -> Trouble:
    """The mean of the windows, weighted by their users."""
    project = asked.world.project
    if end_ts - start_ts < HOUR_S:
        windows = range(start_ts, end_ts, WINDOW_S)
        parts = [(project.trouble(metric, ts, product), project.users(ts, product)) for ts in windows]
        users = sum(count for _, count in parts) or 1
        return Trouble(
            sum(part.usual * count for part, count in parts) / users,
            sum(part.extra * count for part, count in parts) / users,
        )
    hours = range(start_ts, end_ts, HOUR_S)
    users = sum(project.crowd(ts, product).users for ts in hours) or 1
    sums = [project.hour(metric, ts, product) for ts in hours]
    return Trouble(sum(one.usual for one in sums) / users, sum(one.extra for one in sums) / users)


def _weight(asked: Query, metric: str, start_ts: int, end_ts: int, product: str) -> int:
    """The number behind a quality metric: joins tried, or minutes of its streams."""
    users = sum(asked.world.project.crowd(ts, product).users for ts in range(start_ts, end_ts, HOUR_S))
    minutes = users * WINDOW_S // MINUTE_S
    if metric in JOINS:
        return round(minutes * ATTEMPTS_PER_MINUTE)
    video = round(minutes * VIDEO_SHARE)
    return {"audioFreezeRate": minutes - video, "videoFreezeRate": video}.get(metric, minutes)


def _tells(asked: Query, metric: str, product: str) -> bool:
    """Whether there is such a figure of this product; a browser has no frozen audio."""
    if product != WEB_PRODUCT:
        return True
    return metric != "audioFreezeRate" and (metric != "networkDelay" or asked.is_set("delay_of_web", "yes"))


# -- what is asked


def _usage_metric(asked: Query) -> str:
    peaks = [
        name
        for form, names in PEAKS.items()
        if asked.is_set("peak", "both") or asked.is_set("peak", form)
        for name in names
    ]
    return asked.params.one_of("metric", (*COUNTS, *peaks, *DURATIONS))


def _grain(asked: Query, known: tuple[str, ...]) -> int:
    return GRAINS[asked.params.one_of("aggregateGranularity", known)]


def _spans(asked: Query, grain_s: int) -> range:
    """The starts of the whole days, hours or minutes within the window."""
    if asked.world.scene.silent:
        return range(0)
    last_ts = asked.window.end_ts - grain_s
    if asked.is_set("last", "included") and asked.window.end_ts % grain_s == 0:
        last_ts = asked.window.end_ts
    return range(-(-asked.window.start_ts // grain_s) * grain_s, last_ts + 1, grain_s)


def _hours(asked: Query) -> tuple[int, int]:
    """The hours that the window touches."""
    return asked.window.start_ts // HOUR_S * HOUR_S, -(-asked.window.end_ts // HOUR_S) * HOUR_S


def _stamp(asked: Query, ts: int, grain_s: int) -> int:
    return ts + CHINA_S if grain_s == DAY_S and asked.is_set("days", "utc+8") else ts


def _dimension(asked: Query, known: tuple[str, ...]) -> tuple[str, str]:
    """The name sent, which the rows bear, and the dimension meant; "" for none."""
    name = asked.params.optional("dimension")
    if name is None:
        return "", ""
    is_new = name in ALIASES
    if (is_new and asked.is_set("dimensions", "old")) or (
        name in ALIASES.values() and asked.is_set("dimensions", "new")
    ):
        raise BadParameterError("Bad request, parameter : dimension is invalid")
    dimension = ALIASES.get(name, name)
    if dimension not in known:
        raise BadParameterError("Bad request, parameter : dimension is invalid")
    return name, dimension


def _country(asked: Query, dimension: str) -> str:
    """The country of the one filter there may be, on regions alone; "" for none."""
    filters = asked.params.rows("filters")
    if not filters:
        return ""
    one = filters[0]
    if dimension != "region" or len(filters) != 1 or not isinstance(one, Mapping) or one.get("name") != "country":
        raise BadParameterError("Bad request, parameter : filters is invalid")
    value = one.get("value")
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(value, str):
        raise BadParameterError("Bad request, parameter : filters is invalid")
    return value


def _shown(asked: Query, name: str, dimension: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the values asked for, or the first twenty; of devices fifty."""
    wanted = asked.params.quoted("dimensionValues")
    if wanted:
        return [row for row in rows if row[name] in wanted]
    return rows[: TOP_DEVICES if dimension == "device" else TOP]
