"""`scry collect` with rules and a command to tell: real processes, an incident, and a kill in between."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.test_collect import collecting, rows
from tests.flows.served import simulated
from tests.patience import PATIENCE_S, wait_until

pytestmark = pytest.mark.long

# Keeps each notice as a line, then waits for a file, if one is named.
HOOK = """#!/bin/sh
cat >> {heard}
echo >> {heard}
while [ -n "$1" ] && [ ! -e "$1" ]; do sleep 0.05; done
"""
CONFIG = """
[profiles.p]
app_id = "demoapp"
base_url = "{url}"
[[alarms.rules]]
name = "freeze"
metric = "videoFreezeRate"
severity = "critical"
[[alarms.rules]]
name = "nobody"
metric = "pcu"
below = 1
[[alarms.rules]]
name = "dead"
finding = "feed_dead"
[[alarms.notify]]
name = "hook"
command = [{command}]
"""


class Scene:
    """A home with a config, and the notices that its command was given."""

    def __init__(self, home: Path, url: str, *arguments: Path) -> None:
        self.store = home / "scry.db"
        self._heard = home / "heard.jsonl"
        hook = home / "hook.sh"
        hook.write_text(HOOK.format(heard=self._heard))
        hook.chmod(0o700)
        self.config = home / "config.toml"
        command = ", ".join(f'"{word}"' for word in (hook, *arguments))
        self.config.write_text(CONFIG.format(url=url, command=command))

    @property
    def options(self) -> Sequence[str]:
        return "--config", str(self.config), "--store", f"sqlite:///{self.store}"

    def heard(self) -> list[dict[str, object]]:
        text = self._heard.read_text() if self._heard.exists() else ""
        return [json.loads(line) for line in text.splitlines()]

    def tell_another(self) -> None:
        """With one more notifier, who is told of the open alarm: then this collector has looked for all to tell."""
        with self.config.open("a") as config:
            config.write('[[alarms.notify]]\nname = "another"\ncommand = ["true"]\n')

    def deliveries(self) -> list[tuple[object, ...]]:
        return rows(self.store, "SELECT notifier, event, state FROM deliveries ORDER BY notifier DESC")


def test_an_incident_is_told_once_by_two_collectors_and_by_none_after_a_restart(tmp_path: Path) -> None:
    with simulated() as (_, url):
        scene = Scene(tmp_path, url)
        with collecting(tmp_path, *scene.options) as one, collecting(tmp_path, *scene.options) as other:
            wait_until(lambda: scene.deliveries() == [("hook", "firing", "sent")], scene.deliveries)
            assert (one.end()[0], other.end()[0]) == (0, 0)
        scene.tell_another()
        with collecting(tmp_path, *scene.options) as again:
            both = [("hook", "firing", "sent"), ("another", "firing", "sent")]
            wait_until(lambda: scene.deliveries() == both, again.log.read_text)
            assert again.end()[0] == 0
        (notice,) = scene.heard()
        assert "freeze" in json.dumps(notice)
        assert "scry --profile p --at " in json.dumps(notice)
        ((states,),) = rows(scene.store, "SELECT group_concat(rule || ' ' || state) FROM alarms")
        assert states == "freeze firing"


def test_what_was_claimed_by_a_process_that_was_killed_is_not_told_again(tmp_path: Path) -> None:
    with simulated() as (_, url):
        never = tmp_path / "never"
        scene = Scene(tmp_path, url, never)
        with collecting(tmp_path, *scene.options) as killed:
            wait_until(lambda: scene.heard(), killed.log.read_text)
            killed.process.kill()
            killed.process.wait()
        assert scene.deliveries() == [("hook", "firing", "claimed")]
        never.touch()
        scene.tell_another()
        with collecting(tmp_path, *scene.options) as again:
            both = [("hook", "firing", "claimed"), ("another", "firing", "sent")]
            wait_until(lambda: scene.deliveries() == both, again.log.read_text)
            assert again.end()[0] == 0
        assert len(scene.heard()) == 1


def test_one_round_judges_and_tells_before_it_ends(tmp_path: Path) -> None:
    with simulated() as (_, url):
        scene = Scene(tmp_path, url)
        with collecting(tmp_path, "--once", *scene.options) as once:
            assert once.process.wait(PATIENCE_S) == 0, once.log.read_text()
        assert scene.deliveries() == [("hook", "firing", "sent")]
        assert len(scene.heard()) == 1
