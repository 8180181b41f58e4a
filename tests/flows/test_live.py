"""Live, from the command line to the number on screen, through a real terminal."""

from __future__ import annotations

import json
import os
import re
import signal
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.flows.served import ROOT, SCRY, answering, scry, simulated
from tests.sim.watched import World
from tests.term import Terminal
from tui.sim.protocol import respond

R = re.compile


def watching(url: str) -> tuple[str, ...]:
    return ("--base-url", url, "--app-id", "demoapp")


def served_to_us(world: World) -> list[dict[str, float]]:
    """The rows of the experience answer that scry was given, made again by a second world of the same seed."""
    asked = [request for request in world.journal.requests() if request["endpoint"].endswith("experience/by_time")]
    again = World(
        "incident", 1, world.clock, "demoapp", world.credentials, world.epoch_ts, world.onset_ts - world.epoch_ts
    )
    now_ts = asked[0]["at_ts"]
    query = (
        f"start_ts={int(now_ts) - 3600}&end_ts={int(now_ts) // 60 * 60}&appid=demoapp"
        "&metric=joinSuccessRate,joinSuccess5SecsRate,videoFreezeRate,audioFreezeRate"
    )
    token = "Basic ZGVtbzpkZW1vLXNlY3JldC00NzEx"
    answer = respond(again, "GET", "/beta/live/experience/by_time", query, {"authorization": token}, b"", now_ts)
    rows: list[dict[str, float]] = json.loads(b"".join(answer.body))["data"]
    return rows


def test_the_numbers_on_screen_are_those_the_simulator_served(tmp_path: Path) -> None:
    with simulated() as (world, url), scry(*watching(url), home=tmp_path) as terminal:
        text = terminal.wait_for("● live", "bad since", R(r"Video freeze +\d"), R(r"Audio end-to-end +\d"))
        newest = served_to_us(world)[-1]
        for title, metric in (
            ("Join success", "joinSuccessRate"),
            ("Join within 5 s", "joinSuccess5SecsRate"),
            ("Video freeze", "videoFreezeRate"),
            ("Audio freeze", "audioFreezeRate"),
        ):
            shown = re.search(rf"{title} +([\d.]+) %", text)
            assert shown is not None, title
            # More decimals where one would carry it over its threshold.
            decimals = max(1, len(shown[1].partition(".")[2]))
            served = Decimal(repr(newest[metric]))
            assert shown[1] == str(served.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)), title
        terminal.send("q", "q")
        assert terminal.exit_status() == 0


def test_the_demo_turns_bad_and_says_since_when(tmp_path: Path) -> None:
    with scry("demo", "--speed", "60", home=tmp_path) as terminal:
        terminal.wait_for("▶ demo ×60", "● live", R(r"Users +\d"))
        terminal.wait_for(R(r"Video freeze .* ▲ .*bad since \d\d:\d\d"))
        terminal.send("p")
        terminal.wait_for("■ frozen")
        terminal.send("p")
        terminal.wait_for("● live")
        terminal.send("q")
        terminal.wait_for("press q again to quit")
        terminal.send("q")
        assert terminal.exit_status() == 0
    assert not list(tmp_path.rglob("scry*")), "the demo writes nothing into the home directory"


def test_keys_move_through_time_and_zoom(tmp_path: Path) -> None:
    with scry("demo", "--speed", "1", home=tmp_path) as terminal:
        terminal.wait_for("● live", R(r"Audio end-to-end +\d"))
        terminal.send("left", "left")
        terminal.wait_for(R(r"Live › \d\d:\d\d"))
        terminal.send("-")
        terminal.wait_for("6 h", "not asked")
        terminal.send("0", "esc")
        terminal.wait_until(lambda text: "1 h" in text and "Live ›" not in text, "the whole hour, no moment")
        terminal.send("L", "L")
        terminal.wait_for("视频卡顿率", "1 实时")
        terminal.send("u")
        terminal.wait_for("UTC")
        terminal.send("2")
        terminal.wait_for(R(r"› 诊断"), "按根因")
        terminal.send("1", "?")
        terminal.wait_for("所有屏幕")
        terminal.send("esc", "ctrl+q")
        assert terminal.exit_status() == 0


def test_the_list_is_filtered_as_one_types_and_esc_brings_it_back(tmp_path: Path) -> None:
    with scry("demo", "--speed", "1", home=tmp_path, cols=80, rows=24) as terminal:
        terminal.wait_for("● live", R(r"Audio end-to-end +\d"))
        terminal.send("/")
        terminal.type("freeze")
        terminal.wait_until(lambda text: "Join success" not in text and "Audio freeze" in text, "filtered")
        terminal.send("esc")
        terminal.wait_for("Join success", "Audio freeze", "keys")


def test_a_small_terminal_says_what_it_needs_and_shows_what_fits_and_heals_when_enlarged(tmp_path: Path) -> None:
    with scry("demo", "--speed", "1", home=tmp_path, cols=40, rows=10) as terminal:
        terminal.wait_for("scry", "needs 80×24, has 40×10", R(r"Users +\d"))
        terminal.resize(80, 24)
        terminal.wait_for("? keys", "Audio end-to-end")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_demo_with_terminal_title_and_directory_as_they_were(tmp_path: Path, ending: int) -> None:
    with scry("demo", home=tmp_path, env={"TMPDIR": str(tmp_path)}) as terminal:
        terminal.wait_for("● live", R(r"Audio end-to-end +\d"))
        assert list(tmp_path.glob("scry-demo-*"))
        os.kill(terminal.pid, ending)
        assert terminal.exit_status() == 128 + ending
        # Alternate screen left, cursor shown, mouse off, title given back.
        for sequence in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[23;2t"):
            assert sequence in terminal.raw[-4000:]
    assert not list(tmp_path.glob("scry-*"))


@pytest.mark.parametrize(("lang", "says"), [("en", "default rules"), ("zh", "默认规则")])
def test_the_demo_of_todays_edition_rings_by_the_default_rules(tmp_path: Path, lang: str, says: str) -> None:
    with scry("demo", "--edition", "today", "--speed", "60", "--lang", lang, home=tmp_path) as terminal:
        terminal.wait_for("7 ")
        terminal.send("7")
        terminal.wait_for(says, "5 %", "3 %")
        terminal.wait_for("▲ ", timeout=60)


def test_the_demo_runs_its_own_simulator_wherever_it_is_started(tmp_path: Path) -> None:
    trap = tmp_path / "tui"
    trap.mkdir()
    (trap / "__init__.py").write_text("raise SystemExit('another tui')")
    argv = (SCRY[0], "-P", "-c", "import sys; from tui.cli import main; sys.exit(main(['demo']))")
    env = {"PYTHONPATH": str(ROOT)}
    with Terminal.spawn(argv, home=tmp_path, env=env, cwd=tmp_path) as terminal:
        terminal.wait_for("● live", R(r"Users +\d"))


def test_a_project_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text('[profiles.a]\nname = "A\\u001b]52;c;aGk=\\u0007B"\napp_id = "demoapp"\n')
    with simulated() as (_, url), scry("--config", str(config), "--base-url", url, home=tmp_path) as terminal:
        terminal.wait_for("● live", "]52;c;aGk=")
        assert b"\x1b]52" not in terminal.raw


def test_a_store_that_is_removed_is_said_on_screen_and_does_not_end_the_program(tmp_path: Path) -> None:
    with simulated() as (_, url), scry(*watching(url), home=tmp_path) as terminal:
        terminal.wait_for("● live", R(r"Audio end-to-end +\d"))
        store = tmp_path / ".local/state/scry/scry.db"
        store.unlink()
        terminal.wait_for("✕ store", R(r"was\s+removed\s+or\s+replaced:\s+start\s+scry\s+again"), "Video freeze")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0


# -- what can be wrong


def test_wrong_credentials_are_said_with_what_to_do_and_not_asked_again(tmp_path: Path) -> None:
    with simulated() as (world, url):
        env = {"SCRY_CUSTOMER_SECRET": "wrong"}
        with scry(*watching(url), home=tmp_path, env=env) as terminal:
            terminal.wait_for("✕ 401 not authorised", "Not asked again")
        assert {request["status"] for request in world.journal.requests()} == {401}
        asked = [request["endpoint"] for request in world.journal.requests()]
        assert len(asked) == len(set(asked)), "each endpoint once"


def test_a_host_that_is_not_there_is_said_and_tried_again(tmp_path: Path) -> None:
    with scry(*watching("http://127.0.0.1:9"), home=tmp_path) as terminal:
        terminal.wait_for("unreachable", R(r"Next try\s+\d\d:\d\d:\d\d"))


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [(200, b"<html>captive portal</html>", "unreadable"), (502, b"<html>bad gateway</html>", "server error")],
)
def test_an_answer_that_is_not_json_is_said_in_words(tmp_path: Path, status: int, body: bytes, says: str) -> None:
    with (
        answering(status, body, {"Content-Type": "text/html"}) as (url, _),
        scry(*watching(url), home=tmp_path) as terminal,
    ):
        terminal.wait_for(says, "Next try")


def test_old_data_stays_with_its_age_when_the_server_goes_away(tmp_path: Path) -> None:
    with simulated() as (_, url), scry(*watching(url), home=tmp_path) as terminal:
        terminal.wait_for(R(r"Video freeze +\d"), R(r"Audio end-to-end +\d"))
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
    with scry(*watching(url), home=tmp_path) as terminal:
        terminal.wait_for(R(r"Video freeze +\d"), R(r"Audio end-to-end +\d"), "old")


def test_the_store_and_the_log_are_private(tmp_path: Path) -> None:
    with simulated() as (_, url), scry(*watching(url), home=tmp_path) as terminal:
        terminal.wait_for(R(r"Video freeze +\d"))
    for path in (tmp_path / ".local/state/scry").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
