"""An alarm's whole way in real processes: simulator, collector, command and webhook, with a kill in between."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_collect import collecting, rows, until
from tests.flows.served import CREDENTIALS, simulated
from tests.monitor.test_apprise_notifier import TOKEN, Hook, hook

PAGE = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + '\\n')"


# In force at once: every simulated minute has some freeze.
SOME = '[[alarms.rules]]\nname = "{name}"\nmetric = "videoFreezeRate"\nabove = 0.001\nseverity = "{severity}"\n'


def config(home: Path, url: str, one: Hook) -> Path:
    (home / "page.py").write_text(PAGE)
    file = home / "config.toml"
    secret = CREDENTIALS["SCRY_CUSTOMER_SECRET"]
    file.write_text(
        f'[profiles.classroom]\napp_id = "demoapp"\nbase_url = "{url}"\ncustomer_id = "demo"\n'
        f'customer_secret = "{secret}"\nstore = "sqlite:///{home}/scry.db"\n'
        + SOME.format(name="some freeze", severity="critical")
        + '[[alarms.rules]]\nname = "all freeze"\nmetric = "videoFreezeRate"\nabove = 99.0\n'
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
        assert told["body"].splitlines()[-1] == f"Open: {told['open']}"
        assert [each["title"] for each in one.heard] == [told["subject"], another["subject"]]
        assert one.heard[0]["message"] == told["body"]
        assert {(who, detail) for who, _, _, detail in deliveries(tmp_path)} == {
            ("hook", "accepted"),
            ("pager", "exit status 0"),
        }
        assert TOKEN not in log
