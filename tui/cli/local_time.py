"""Local time: the box's time zone, and a fault in it that the C library hides by taking UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from tui.domain.text import Said
from tui.messages import local_time as words

LOCALTIME = Path("/etc/localtime")
ZONES = Path("/usr/share/zoneinfo")
# How a rule of POSIX begins, which counts hours west of UTC: `CST-8`, `<+08>-8`, `CET-1CEST,M3.5.0,M10.5.0/3`. The C
# library goes by the beginning where it cannot read the rest.
_RULE = re.compile(r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?\d")
_EXAMPLE = "Asia/Shanghai"


class LocalTime(Struct, frozen=True):
    """`by`: the source of the zone; `trouble`: a fault, with which local times are UTC."""

    by: Said
    trouble: Said | None = None


def local_time(environment: Mapping[str, str], localtime: Path = LOCALTIME, zones: Path = ZONES) -> LocalTime:
    """The reading of the C library: TZ, else the file. `zones`: the directory of zones, unless `TZDIR` names
    another."""
    named = environment.get("TZ")
    if named is None:
        return _of_file(localtime)
    zones = Path(environment.get("TZDIR") or zones)
    name, by = named.removeprefix(":"), Said(words.BY_TZ, {"name": _shown(named)})
    if not name:
        return LocalTime(Said(words.TZ_EMPTY, {}))
    if _is_zone(zones / name) or _RULE.match(name):
        return LocalTime(by)
    known = _known(zones)
    if not known:
        return LocalTime(by, Said(words.NO_ZONES, {"name": _shown(named), "zones": zones}))
    return LocalTime(by, Said(words.NO_ZONE, {"name": _shown(named), "near": _near(name, known)}))


def _of_file(localtime: Path) -> LocalTime:
    by = Said(words.BY_FILE, {"path": localtime})
    if _is_zone(localtime):
        return LocalTime(by)
    if not localtime.is_symlink() and not localtime.exists():
        return LocalTime(Said(words.NOTHING_SET, {"path": localtime}))
    leads = f" → {_shown(str(localtime.readlink()))}" if localtime.is_symlink() else ""
    return LocalTime(by, Said(words.NO_ZONE_FILE, {"path": localtime, "leads": leads, "near": _EXAMPLE}))


def _is_zone(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"TZif"
    except (OSError, ValueError):
        return False


def _known(zones: Path) -> set[str]:
    from zoneinfo import available_timezones, reset_tzpath

    reset_tzpath([str(zones)] if zones.is_absolute() else [])
    try:
        return available_timezones() if zones.is_dir() else set()
    finally:
        reset_tzpath()


def _near(name: str, known: Iterable[str]) -> str:
    """A zone with a similar name, else an example."""
    from difflib import get_close_matches

    by_lower = {each.lower(): each for each in sorted(known)}
    by_city = {each.rpartition("/")[2]: full for each, full in by_lower.items()}
    lower = name.lower().replace(" ", "_")
    if found := by_lower.get(lower) or by_city.get(lower.rpartition("/")[2]):
        return found
    near = get_close_matches(lower, by_lower, 1, 0.8)
    return by_lower[near[0]] if near else _EXAMPLE


def _shown(text: str) -> str:
    from tui.terminal.cells import visible

    return visible(text if len(text) <= 200 else f"{text[:199]}…")
