"""The zone that this box goes by: one that does not exist is said, which the C library does not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli.local_time import LocalTime, local_time
from tui.domain.text import LANGS


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York"):
        path = tmp_path / "zones" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"TZif2" + bytes(40))
    return tmp_path / "zones"


def told(found: LocalTime) -> str:
    return found.trouble("en") if found.trouble else ""


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", ":Europe/Berlin", "CST-8", "<+08>-8", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT", ":CST-8", "", ":"],
)
def test_a_zone_that_exists_a_rule_and_an_empty_name_are_no_trouble(zones: Path, name: str) -> None:
    assert told(local_time({"TZ": name}, zones=zones)) == ""


def test_a_zone_may_be_named_by_its_path(zones: Path) -> None:
    assert told(local_time({"TZ": f"{zones}/Europe/Berlin"}, zones=Path("/nowhere"))) == ""


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Asia/Beijing", "Asia/Shanghai"),
        ("garbage", "Asia/Shanghai"),
        ("CST", "Asia/Shanghai"),
        ("Europe", "Asia/Shanghai"),
        ("/nowhere/Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Europe/Berln", "Europe/Berlin"),
    ],
)
def test_a_zone_that_does_not_exist_is_named_with_one_that_does(zones: Path, name: str, near: str) -> None:
    says = told(local_time({"TZ": name}, zones=zones))
    assert says.startswith(f"TZ={name}: this box knows no such time zone, so local times are UTC")
    assert says.endswith(f"as TZ={near}")


def test_a_box_without_zones_is_told_to_install_them(tmp_path: Path) -> None:
    assert told(local_time({"TZ": "Europe/Berlin"}, zones=tmp_path)).endswith("install tzdata")
    assert told(local_time({"TZ": "Europe/Berlin", "TZDIR": str(tmp_path / "no")})).endswith("install tzdata")


def test_without_a_name_it_is_the_file_s_zone(zones: Path, tmp_path: Path) -> None:
    localtime = tmp_path / "localtime"
    missing = local_time({}, localtime)
    assert (told(missing), missing.by("en")) == ("", f"default: no TZ and no {localtime}, so UTC")
    localtime.symlink_to(zones / "Asia/Beijing")
    assert f"{localtime} → {zones}/Asia/Beijing is no time zone" in told(local_time({}, localtime))
    localtime.unlink()
    localtime.write_text("Asia/Shanghai")
    assert f"{localtime} is no time zone" in told(local_time({}, localtime))
    localtime.write_bytes((zones / "Asia/Shanghai").read_bytes())
    assert told(local_time({}, localtime)) == ""


def test_every_trouble_is_said_in_both_languages(zones: Path) -> None:
    trouble = local_time({"TZ": "Asia/Beijing"}, zones=zones).trouble
    assert trouble is not None
    assert all("TZ=Asia/Beijing" in trouble(lang) for lang in LANGS)
