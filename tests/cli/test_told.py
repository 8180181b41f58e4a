"""An alarm's whole way in real processes: simulator, collector, command and webhook, with a kill in between."""

from __future__ import annotations

import json
import re
import shlex
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_collect import collecting, rows
from tests.flows.served import CREDENTIALS, ROOT, simulated
from tests.monitor.test_apprise_notifier import TOKEN, Hook, hook
from tests.patience import wait_until as until
from tests.term import Terminal
from tui.clock import ScaledClock
from tui.sim.scenes import load_scene

PAGE = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + '\\n')"
# So that a minute of the incident takes three seconds, and a telling not three simulated minutes.
SPEED = 20.0

# In force at once: every simulated minute has some freeze.
SOME = '[[alarms.rules]]\nname = "{name}"\nmetric = "videoFreezeRate"\nabove = 0.001\nseverity = "{severity}"\n'
# In force in the incident.
MUCH = '[[alarms.rules]]\nname = "freeze"\nmetric = "videoFreezeRate"\nfor_minutes = 2\nseverity = "critical"\n'
TWO = SOME.format(name="some freeze", severity="critical") + (
    '[[alarms.rules]]\nname = "all freeze"\nmetric = "videoFreezeRate"\nabove = 99.0\n'
)


def config(home: Path, url: str, one: Hook, rules: str = TWO) -> Path:
    (home / "page.py").write_text(PAGE)
    file = home / "config.toml"
    secret = CREDENTIALS["SCRY_CUSTOMER_SECRET"]
    file.write_text(
        f'[profiles.classroom]\napp_id = "demoapp"\nbase_url = "{url}"\ncustomer_id = "demo"\n'
        f'customer_secret = "{secret}"\nstore = "sqlite:///{home}/scry.db"\n'
        f"{rules}"
        f'[[alarms.notify]]\nname = "pager"\ncommand = ["{sys.executable}", "{home}/page.py", "{home}/paged"]\n'
        f'[[alarms.notify]]\nname = "hook"\nurls = ["{one.url}"]\n'
    )
    file.chmod(0o600)
    return file


def paged(home: Path) -> list[dict[str, Any]]:
    file = home / "paged"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def deliveries(home: Path) -> list[tuple[object, ...]]:
    return rows(home / "scry.db", "SELECT notifier, event, state, detail FROM deliveries ORDER BY delivery_id")


@pytest.mark.long
def test_both_are_told_once_though_the_collector_is_killed_and_begins_again(tmp_path: Path) -> None:
    with hook() as one, simulated("calm") as (_, url):
        file = config(tmp_path, url, one)
        with collecting(tmp_path, "--config", str(file)) as first:
            until(lambda: len(paged(tmp_path)) == len(one.heard) == 1, lambda: first.log.read_text())
            until(lambda: [each[2] for each in deliveries(tmp_path)] == ["sent", "sent"], lambda: deliveries(tmp_path))
            first.process.kill()
            first.process.wait()
        with file.open("a") as more:
            more.write(SOME.format(name="another", severity="info"))
        with collecting(tmp_path, "--config", str(file)) as again:
            # A rule that is new proves that the alarms are judged again; the old one is told no second time.
            until(lambda: len(deliveries(tmp_path)) == 4, again.log.read_text)
            until(lambda: {each[2] for each in deliveries(tmp_path)} == {"sent"}, lambda: deliveries(tmp_path))
            assert again.end()[0] == 0
            log = again.log.read_text()
        told, another = paged(tmp_path)
        assert [each["alarm"]["rule"] for each in (told, another)] == ["some freeze", "another"]
        assert (told["event"], told["project"], told["test"]) == ("firing", "classroom", False)
        assert told["subject"].startswith("[classroom] critical: Video freeze ")
        assert told["open"].startswith("scry --profile classroom --at ")
        assert [each["title"] for each in one.heard] == [told["subject"], another["subject"]]
        # Each is told in a moment of its own, so between them the affected users and the causes may become known.
        for body in (told["body"], one.heard[0]["message"]):
            assert body.splitlines()[0] == "Rule: some freeze (critical)"
            assert body.splitlines()[-1] == f"Open: {told['open']}"
        assert {(who, detail) for who, _, _, detail in deliveries(tmp_path)} == {
            ("hook", "accepted"),
            ("pager", "exit status 0"),
        }
        assert TOKEN not in log


@pytest.mark.flow
def test_begin_and_end_are_told_once_over_a_kill_and_the_told_line_opens_the_hour_before(tmp_path: Path) -> None:
    scene = load_scene("incident")
    assert scene.incident is not None
    short = scene._replace(incident=scene.incident._replace(ramp_s=60, hold_s=480, fade_s=60))
    with hook() as one, simulated(short, onset_ago_s=120.0) as (world, url):
        clock = ScaledClock(world.epoch_ts, SPEED, time.monotonic())
        world.clock = clock.now
        numbers = [repr(number) for number in (clock.epoch_ts, clock.origin, clock.speed)]
        hurried = (sys.executable, "-m", "tests.flows.hurried", *numbers)
        file = config(tmp_path, url, one, MUCH)

        def told(*events: str) -> bool:
            """Whether both were told of these events, and the store knows that they were."""
            sent = [(who, event) for who, event, state, _ in deliveries(tmp_path) if state == "sent"]
            return sorted(sent) == sorted((who, event) for who in ("hook", "pager") for event in events)

        with collecting(tmp_path, "--config", str(file), program=hurried) as first:
            until(lambda: told("firing"), lambda: (deliveries(tmp_path), first.log.read_text()))
            first.process.kill()
            first.process.wait()
        with collecting(tmp_path, "--config", str(file), program=hurried) as again:
            until(lambda: told("firing", "over"), lambda: (deliveries(tmp_path), again.log.read_text()))
            assert again.end()[0] == 0
        begin, end = paged(tmp_path)
        assert (begin["event"], end["event"]) == ("firing", "over")
        # Each is told in a moment of its own, so age and newest value may differ.
        titles = [each["title"] for each in one.heard]
        for firing, over in ((begin["subject"], end["subject"]), titles):
            assert firing.startswith("[classroom] critical: Video freeze ")
            assert over.startswith("[classroom] over: Video freeze ")
        for body in (begin["body"], end["body"], *(each["message"] for each in one.heard)):
            assert body.splitlines()[0] == "Rule: freeze (critical)"
            assert body.splitlines()[-1].startswith("Open: scry --profile classroom --at ")
        assert begin["alarm"]["id"] == end["alarm"]["id"]
        assert begin["alarm"]["since_ts"] == end["alarm"]["since_ts"] < end["alarm"]["end_ts"]
        words, environment = shlex.split(begin["open"]), {**CREDENTIALS, "SCRY_CONFIG": str(file), "TZ": "UTC"}
        assert words[0] == "scry"
        with Terminal.spawn((*hurried, *words[1:]), home=tmp_path, env=environment, cwd=ROOT) as terminal:
            opened = re.compile(r"Live › (?:\d\d-\d\d )?(\d\d:\d\d)")
            text = terminal.wait_for(opened, re.compile(r"Audio end-to-end +\d"))
            found = opened.search(text)
            assert found is not None
            assert found[1] in begin["open"]
            assert "bad since" in text
            terminal.send("ctrl+q")
            assert terminal.exit_status() == 0
