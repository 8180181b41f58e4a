"""Projects of a config file: tried, saved and opened, with what goes wrong in words."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.flows.served import CREDENTIALS, answering, simulated
from tests.patience import PATIENCE_S
from tui.cli.options import Options
from tui.cli.projects import FileProjects
from tui.config.draft import Draft, Way
from tui.config.values import Secret
from tui.store.sqlite.database import SqliteStore
from tui.ui.known_projects import ProjectError, Tried

SECRET = CREDENTIALS["SCRY_CUSTOMER_SECRET"]
DRAFT = Draft(app_id="demoapp", customer_id="demo", secret=Secret(SECRET))


@pytest.fixture
def projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileProjects:
    """Of an empty home; command line and environment say what a profile of the file need not hear."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    options = Options("watch", app_id="other", base_url="https://far.example")
    environment = {**CREDENTIALS, "SCRY_CUSTOMER_ID": "other", "LANG": "C.UTF-8"}
    return FileProjects(options, environment, tmp_path / "config" / "config.toml", by="test:1")


def said(tried: Tried) -> str:
    return "\n".join(f"{each.role} {each.what('en')} {each.says('en')}" for each in tried.told)


@pytest.mark.parametrize("url", ["https://user:S3cr@et#9x@host", "https://user:S3cret9x", "user:S3cret9x@host"])
def test_of_a_base_url_that_cannot_be_used_the_list_shows_nothing(projects: FileProjects, url: str) -> None:
    projects.path.parent.mkdir()
    projects.path.write_text(f'[profiles.a]\nbase_url = "{url}"\n[profiles.b]\nbase_url = "http://10.0.0.1"\n')
    assert [line.base_url for line in projects.lines()] == ["…", "http://10.0.0.1"]


async def test_a_trial_is_one_request_and_keeps_nothing_of_the_draft(projects: FileProjects) -> None:
    with simulated("calm") as (world, url):
        tried = await projects.test(replace(DRAFT, base_url=url))
        assert tried.accepted, said(tried)
        assert len(world.journal.requests()) == 1
    assert said(tried).startswith("good credentials accepted")
    assert "good clock" in said(tried)
    assert "quota" not in said(tried)
    assert not projects.path.exists()


@pytest.mark.parametrize(
    ("status", "what", "advice"),
    [
        (401, "401 not authorised", "Check the customer id"),
        (403, "403 forbidden", "sales@agora.io"),
        (404, "404 not found", "Check the base URL"),
        (500, "server error", "try again later"),
        (200, "unreadable answer", "base URL belongs to the Agora Analytics API"),
    ],
)
async def test_what_the_server_makes_of_it_is_told_with_what_to_do(
    projects: FileProjects, status: int, what: str, advice: str
) -> None:
    with answering(status, json.dumps({"hello": 1}).encode(), {}) as (url, _):
        tried = await projects.test(replace(DRAFT, base_url=url))
    assert not tried.accepted
    assert what in said(tried)
    assert advice in said(tried)


async def test_nobody_there_and_a_command_that_fails_are_told_before_anything_is_saved(projects: FileProjects) -> None:
    assert "unreachable" in said(await projects.test(replace(DRAFT, base_url="http://127.0.0.1:9")))
    tried = await projects.test(replace(DRAFT, way=Way.COMMAND, command="false"))
    assert not tried.accepted
    assert tried.told[0].says("zh") == "customer_secret_command：退出状态为 1；请手动执行以查看原因"


async def test_what_was_saved_is_listed_and_opened_whatever_the_command_line_says(projects: FileProjects) -> None:
    with projects:
        await projects.save(DRAFT, make_private=False)
        (line,) = projects.lines()
        assert (line.key, line.name, line.app_id, line.base_url) == ("main", "main", "demoapp", "https://api.agora.io")
        context = await projects.open("main")
        assert (context.project, context.profile, context.projects) == ("main", "main", projects)
        context.leave()


async def test_a_name_that_somebody_else_took_and_a_project_that_is_gone_are_told(projects: FileProjects) -> None:
    await projects.save(DRAFT, make_private=False)
    with pytest.raises(ProjectError) as caught:
        await projects.save(DRAFT, make_private=False)
    assert "has a profile main already" in caught.value.says("en")
    projects.path.chmod(0o644)
    with pytest.raises(ProjectError, match="chmod 600"):
        projects.lines()
    projects.path.chmod(0o600)
    with pytest.raises(ProjectError, match="no profile 'gone'"):
        await projects.open("gone")


async def test_a_project_whose_opening_was_given_up_does_not_stay_open(
    projects: FileProjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    await projects.save(DRAFT, make_private=False)
    begun, goes_on, closed = threading.Event(), threading.Event(), threading.Event()
    really = SqliteStore.open

    def slow(url: str, *, base_url: str, app_id: str) -> SqliteStore:
        begun.set()
        goes_on.wait(PATIENCE_S)
        store = really(url, base_url=base_url, app_id=app_id)
        store._opened.callback(closed.set)
        return store

    monkeypatch.setattr(SqliteStore, "open", slow)
    opening = asyncio.create_task(projects.open("main"))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    goes_on.set()
    assert await asyncio.to_thread(closed.wait, 20)


@pytest.mark.parametrize("before", ["hush-4711", None])
async def test_a_profile_that_cannot_be_written_leaves_the_keyring_as_it_was(
    projects: FileProjects, keyring: Any, before: str | None
) -> None:
    await projects.save(DRAFT, make_private=False)
    keyring.kept.clear()
    if before is not None:
        keyring.kept["scry", "demo@api.agora.io"] = before
    kept = dict(keyring.kept)
    with pytest.raises(ProjectError, match="has a profile main already"):
        await projects.save(replace(DRAFT, way=Way.KEYRING), make_private=False)
    assert keyring.kept == kept


def test_a_keyring_that_waits_to_be_unlocked_does_not_hold_up_the_end(projects: FileProjects, keyring: Any) -> None:
    begun, unlocked, ended = threading.Event(), threading.Event(), threading.Event()

    def waits(*_: str) -> None:
        begun.set()
        unlocked.wait(PATIENCE_S)
        ended.set()

    keyring.set_password = waits

    async def quit_meanwhile() -> None:
        saving = asyncio.create_task(projects.save(replace(DRAFT, way=Way.KEYRING), make_private=False))
        assert await asyncio.to_thread(begun.wait, PATIENCE_S)
        saving.cancel()

    asyncio.run(quit_meanwhile())
    assert not ended.is_set()
    unlocked.set()
