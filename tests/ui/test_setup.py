"""The set-up screen: what it asks, tells, tests and saves, with projects that are offered without a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.offered import Offered
from tests.ui.staging import text_of, until, wait_for
from tests.worlds import make_context, manual_clock
from tui.config.draft import Draft, Way
from tui.config.values import Secret
from tui.domain.text import Lang, Phrase
from tui.ui.context import Context, Feed
from tui.ui.features.setup.screen import DEMO
from tui.ui.first_run import FirstRunApp
from tui.ui.known_projects import ProjectError

KNOWN = Draft(app_id="0123abcd", customer_id="id", secret=Secret("wrong-0815"))


@asynccontextmanager
async def form(
    offered: Offered, known: Draft = KNOWN, *, lang: Lang = "en", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[FirstRunApp, Pilot[Any]]]:
    app = FirstRunApp(offered, known, lang=lang, ascii_only=False, theme=None, keymap={})
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: bool(app.screen.query("#told")))
        yield app, pilot


async def told(app: FirstRunApp, pilot: Pilot[Any], *texts: str) -> str:
    return await wait_for(app, pilot, lambda text: all(each in text for each in texts))


async def type_into(app: FirstRunApp, pilot: Pilot[Any], field: str, typed: str) -> None:
    app.screen.query_one(f"#{field}", Input).value = ""
    app.screen.set_focus(app.screen.query_one(f"#{field}"))
    await pilot.press(*typed)


def opened(key: str) -> Context:
    async def never() -> Feed:
        raise NotImplementedError

    context = make_context(manual_clock(), never)
    context.profile = key
    return context


async def test_a_refused_test_loses_nothing_typed_and_an_accepted_one_saves_and_opens() -> None:
    offered = Offered()
    offered.opens = opened
    async with form(offered) as (app, pilot):
        await pilot.press("ctrl+t")
        said = await told(app, pilot, "✕ credentials  401 not authorised", "● clock", "Nothing is saved yet")
        assert "0123abcd" in said
        assert "wrong-0815" not in said
        await type_into(app, pilot, "secret", "right")
        await told(app, pilot, "not tested yet")
        await pilot.press("ctrl+t")
        await told(app, pilot, "accepted, the answer took 41 ms", "ctrl+s saves it to /home/ops/.config/scry")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not app.is_running)
    assert [draft.secret for draft in offered.tested] == ["wrong-0815", "right"]
    assert [(saved.draft.secret, saved.is_private) for saved in offered.saved] == [("right", False)]
    assert offered.opened == ["main"]
    assert isinstance(app.return_value, Context)


async def test_what_is_wrong_is_told_as_it_is_typed_and_nothing_is_asked_with_it() -> None:
    offered = Offered()
    async with form(offered, Draft()) as (app, pilot):
        await type_into(app, pilot, "base_url", "http://far.example")
        await told(app, pilot, "✕ Base URL", "shows the credentials on the way")
        await type_into(app, pilot, "customer_id", "a:b")
        await told(app, pilot, "✕ Customer ID", "has a colon")
        # Nobody is told of what is still to be typed, before it is meant to be sent.
        assert "✕ App ID" not in text_of(app)
        await pilot.press("ctrl+t")
        await told(app, pilot, "✕ App ID", "is needed")
        assert app.screen.focused is app.screen.query_one("#app_id")
    assert offered.tested == []


async def test_untested_it_is_saved_at_the_second_word_and_said_so() -> None:
    offered = Offered()
    async with form(offered) as (app, pilot):
        await pilot.press("ctrl+s")
        await told(app, pilot, "untested: ctrl+s again saves it untested")
        assert offered.saved == []
        await pilot.press("ctrl+s")
        await told(
            app, pilot, "saved to /home/ops/.config/scry/config.toml, but it cannot be opened", "the store cannot"
        )
        # The same again is not saved again.
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(offered.opened) == 2)
        assert len(offered.saved) == 1


async def test_a_file_that_others_can_read_is_made_private_when_it_is_said_again() -> None:
    offered = Offered()
    offered.opens = opened
    offered.saving = [ProjectError(Phrase("others can read it", "他人可读").__call__, is_readable=True)]
    async with form(offered) as (app, pilot):
        await pilot.press("ctrl+s", "ctrl+s")
        await told(app, pilot, "others can read it")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not app.is_running)
    assert [saved.is_private for saved in offered.saved] == [True]


async def test_a_keyring_is_offered_where_there_is_one_and_a_command_hides_the_secrets_field() -> None:
    async with form(Offered(backend="Vault")) as (app, pilot):
        await told(app, pilot, "○ in the keyring")
        app.screen.set_focus(app.screen.query_one("#way"))
        await pilot.press("right")
        await told(app, pilot, "● from a command", "never the secret")
        assert not app.screen.query_one("#row-secret").display
        await pilot.press("right")
        await told(app, pilot, "● in the keyring", "kept by Vault, never in the file")
        form_draft = app.screen.query_one("ProjectForm").draft  # type: ignore[attr-defined]
        assert (form_draft.way, form_draft.secret) == (Way.KEYRING, "wrong-0815")
    async with form(Offered()) as (app, pilot):
        assert "keyring" not in text_of(app)


async def test_the_secret_leaves_its_field_by_no_copy() -> None:
    async with form(Offered()) as (app, pilot):
        app.screen.set_focus(app.screen.query_one("#secret"))
        await pilot.press("shift+home", "ctrl+c", "ctrl+x")
        assert app.clipboard == ""
        assert app.screen.query_one("#secret", Input).value == ""


@pytest.mark.parametrize(("keys", "result"), [(("enter",), DEMO), (("escape",), None), (("q",), None)])
async def test_the_first_key_starts_the_demo_or_leaves(keys: Sequence[str], result: object) -> None:
    offered = Offered()
    async with form(offered, Draft()) as (app, pilot):
        await pilot.press(*keys)
        await until(pilot, lambda: not app.is_running)
    assert app.return_value == result
    assert offered.saved == []


async def test_the_language_is_switched_at_once_whatever_is_being_told() -> None:
    async with form(Offered()) as (app, pilot):
        await pilot.press("ctrl+t")
        await told(app, pilot, "401 not authorised")
        app.screen.set_focus(app.screen.query_one("#test"))
        await pilot.press("L")
        await told(app, pilot, "设置项目", "客户 ID", "401 未经授权", "比服务器快 1 秒", "尚未保存")


async def test_what_was_typed_is_given_up_only_at_the_second_time() -> None:
    async with form(Offered()) as (app, pilot):
        await type_into(app, pilot, "name", "class")
        await pilot.press("escape")
        await told(app, pilot, "▲ not saved yet", "esc again discards it")
        await pilot.press("x")
        await told(app, pilot, "not tested yet")
        await pilot.press("escape")
        await told(app, pilot, "▲ not saved yet")
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_running)
    assert app.return_value is None
