"""The first run, with an empty home, in a real terminal, over real HTTP; and from one project to another."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path

from tests.flows.served import CREDENTIALS, ROOT, SCRY, simulated
from tests.term import Terminal

SECRET = CREDENTIALS["SCRY_CUSTOMER_SECRET"]


def bare(*arguments: str, home: Path, env: Mapping[str, str] | None = None) -> Terminal:
    """scry without credentials, in the smallest terminal that it is made for."""
    return Terminal.spawn((*SCRY, *arguments), home=home, env=env, cols=80, rows=24, cwd=ROOT)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fill(terminal: Terminal, *texts: str) -> None:
    """Each text into a field, from the one that has the focus on; "" leaves one as it is."""
    for text in texts:
        terminal.type(text)
        terminal.send("enter")


def test_a_wrong_secret_is_told_and_the_right_one_is_saved_and_opens_live(tmp_path: Path) -> None:
    config = tmp_path / ".config/scry/config.toml"
    with simulated("incident") as (world, url), bare("--base-url", url, home=tmp_path) as terminal:
        terminal.wait_for("scry › set up a project", "Try the demo", "main", url)
        terminal.send("tab")
        fill(terminal, "demoapp", "demo", "", "wrong-0815", "课堂-prod", "", "")
        terminal.wait_for("demoapp", "••••••••••", "课堂-prod")
        terminal.send("ctrl+t")
        terminal.wait_for("✕ credentials", "401 not authorised", "Check the customer id", "clock")
        assert not config.exists()
        terminal.send("ctrl+s")
        terminal.wait_for("ctrl+s again saves it")
        # From the button below the form back to the secret; what was typed is all still there.
        for _ in range(4):
            terminal.send("up")
        terminal.send("ctrl+u")
        terminal.wait_until(lambda text: "••" not in text, "an empty secret")
        terminal.type(SECRET)
        terminal.wait_for("demoapp", "课堂-prod", "•" * len(SECRET), "not tested yet")
        terminal.send("ctrl+t")
        terminal.wait_for("● credentials", "accepted", "ctrl+s saves it to")
        terminal.send("ctrl+s")
        terminal.wait_for("课堂-prod", "● live", "Video freeze")
        assert [request["status"] for request in world.journal.requests()][:2] == [401, 200]
        assert SECRET.encode() not in terminal.raw
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
    assert (mode(config), mode(config.parent)) == (0o600, 0o700)
    assert list(config.parent.iterdir()) == [config]
    profile = {"name": "课堂-prod", "app_id": "demoapp", "customer_id": "demo", "base_url": url}
    profile["customer_secret"] = SECRET
    assert tomllib.loads(config.read_text()) == {"profile": "main", "profiles": {"main": profile}}
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path != config]
    assert not any(SECRET.encode() in path.read_bytes() or b"wrong-0815" in path.read_bytes() for path in kept)


def test_ctrl_o_goes_from_one_project_to_another_on_the_same_tab_and_adds_a_third(tmp_path: Path) -> None:
    config = tmp_path / ".config/scry/config.toml"
    config.parent.mkdir(parents=True)
    with simulated("incident") as (one, first_url), simulated("calm") as (two, second_url):
        credentials = f'app_id = "demoapp"\ncustomer_id = "demo"\ncustomer_secret = "{SECRET}"\n'
        text = (
            f'# mine\n[profiles.a]\nname = "教室-prod"\nbase_url = "{first_url}"\n{credentials}'
            f'[profiles.b]\nbase_url = "{second_url}"\n{credentials}'
            '[profiles.broken]\napp_id = "x"\ncustomer_id = "y"\ncustomer_secret_command = ["false"]\n'
        )
        config.write_text(text)
        config.chmod(0o600)
        with bare("--screen", "quota", home=tmp_path) as terminal:
            terminal.wait_for("教室-prod › Quota", "● live")
            terminal.send("ctrl+o")
            terminal.wait_for("Switch project", "教室-prod  open now", "add a project…")
            terminal.type("brok")
            terminal.wait_until(lambda text: "open now" not in text, "the filtered list")
            terminal.send("enter")
            terminal.wait_for("customer_secret_command: ended with status 1")
            terminal.send("ctrl+u")
            terminal.wait_for("open now")
            terminal.send("enter")
            terminal.wait_for("b › Quota", "● live")
            assert "教室-prod" not in terminal.text()
            asked, spent = len(one.journal.requests()), len(two.journal.requests())
            assert spent
            terminal.send("1")
            terminal.wait_for("b › Live", "● live", "Video freeze")
            assert len(one.journal.requests()) == asked
            terminal.send("ctrl+o")
            terminal.wait_for("b  open now")
            terminal.type("addproj")
            terminal.wait_until(lambda text: "open now" not in text, "the filtered list")
            terminal.send("enter")
            terminal.wait_for("Another project for", "main")
            terminal.send("esc")
            terminal.wait_for("b › Live", "● live", "Video freeze")
            terminal.send("ctrl+q")
            assert terminal.exit_status() == 0
        assert config.read_text() == text


def test_leaving_writes_nothing_and_the_demo_is_a_key_away(tmp_path: Path) -> None:
    with bare("--lang", "zh", "--ascii", home=tmp_path) as terminal:
        terminal.wait_for("设置项目", "试用演示")
        terminal.send("q")
        assert terminal.exit_status() == 0
    assert list(tmp_path.iterdir()) == []
    with bare(home=tmp_path) as terminal:
        terminal.wait_for("Try the demo")
        terminal.send("enter")
        terminal.wait_for("demo ×20", "● live")
        terminal.send("ctrl+o")
        terminal.wait_for("the demo has one project")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
