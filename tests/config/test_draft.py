"""A profile while it is typed: what is told of each field, and what it becomes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tui.config.draft import Draft, Problem, Way, free_name, problems
from tui.config.values import Secret

GOOD = Draft(app_id="0123abcd", customer_id="id", secret=Secret("hush"))


def test_a_draft_that_is_whole_has_no_problem() -> None:
    assert problems(GOOD, ("other",), insecure=False) == {}


def test_what_is_empty_comes_in_the_order_of_the_form() -> None:
    assert list(problems(Draft(profile=""), (), insecure=False)) == ["app_id", "customer_id", "secret", "profile"]


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("app_id", "01 23", Problem.SPACE),
        ("app_id", "01\u200b23", Problem.UNSEEN),
        ("customer_id", "a:b", Problem.COLON),
        ("secret", "hu\x1bsh", Problem.UNSEEN),
        ("profile", "other", Problem.TAKEN),
        ("name", "\u202egnp", Problem.UNSEEN),
        ("base_url", "api.agora.io", Problem.NO_URL),
        ("base_url", "http://[", Problem.NO_URL),
        ("base_url", "https://api.agora.iohttps://api.agora.io", Problem.NO_URL),
        ("base_url", "https://api.agora.io/?x=1", Problem.NO_URL),
        ("base_url", "https://me:hush@api.agora.io", Problem.URL_CREDENTIALS),
        ("base_url", "http://api.agora.io", Problem.PLAIN),
    ],
)
def test_each_field_tells_its_own_problem(field: str, text: str, problem: Problem) -> None:
    assert problems(replace(GOOD, **{field: text}), ("other",), insecure=False) == {field: problem}


def test_plain_http_goes_to_this_box_and_elsewhere_only_when_it_was_allowed() -> None:
    assert problems(replace(GOOD, base_url="http://127.0.0.1:8080"), (), insecure=False) == {}
    assert problems(replace(GOOD, base_url="http://api.agora.io"), (), insecure=True) == {}


@pytest.mark.parametrize(
    ("command", "problem"),
    [("", Problem.EMPTY), ("pass show 'agora", Problem.QUOTES), ("pass show 'a b'", None)],
)
def test_a_command_is_split_as_a_shell_would(command: str, problem: Problem | None) -> None:
    draft = replace(GOOD, way=Way.COMMAND, command=command)
    assert problems(draft, (), insecure=False).get("command") is problem


def test_each_way_writes_its_own_key_and_never_the_secret_beside_it() -> None:
    assert GOOD.table() == {"app_id": "0123abcd", "customer_id": "id", "customer_secret": "hush"}
    by_command = replace(GOOD, way=Way.COMMAND, command="pass show 'a b'").table()
    assert by_command["customer_secret_command"] == ["pass", "show", "a b"]
    by_keyring = replace(GOOD, way=Way.KEYRING, base_url="https://elsewhere.example").table()
    assert (by_keyring["keyring"], by_keyring["base_url"]) == (True, "https://elsewhere.example")
    assert "hush" not in f"{by_command}{by_keyring}"
    assert "hush" not in repr(GOOD)


def test_a_new_profile_gets_a_name_that_nobody_has() -> None:
    assert [free_name(()), free_name(("main",)), free_name(("main", "main-2"))] == ["main", "main-2", "main-3"]
