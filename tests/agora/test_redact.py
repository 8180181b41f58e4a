"""Redaction: hidden values come out in no form of them, and all other text does."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.agora import redact
from tui.agora.errors import ServerError
from tui.agora.redact import redacted, remember_secret

SECRET = "9f3kQ-x0Zp_71vLw"


@pytest.fixture(autouse=True)
def nothing_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redact, "_secrets", set())


def test_a_secret_goes_and_its_neighbours_stay() -> None:
    remember_secret("me", SECRET)
    assert redacted(f"before {SECRET}, after") == "before …, after"


@pytest.mark.parametrize("piece", [SECRET[:8], SECRET[-8:], SECRET[4:13]])
def test_a_piece_of_eight_letters_goes_too(piece: str) -> None:
    remember_secret("me", SECRET)
    assert redacted(f"<{piece}>") == "<…>"


@pytest.mark.parametrize("before", ["", "a", "ab", "me:", "customer:"])
def test_its_base64_goes_wherever_it_begins(before: str) -> None:
    remember_secret("me", SECRET)
    encoded = base64.b64encode(f"{before}{SECRET}".encode()).decode()
    shown = redacted(f"Basic {encoded}")
    assert "…" in shown
    assert not any(encoded[at : at + 8] in shown for at in range(len(before) * 4 // 3 + 2, len(encoded) - 10))


def test_a_word_is_no_secret() -> None:
    remember_secret("demo", "demo")
    assert redacted("demo of a demo") == "demo of a demo"


@settings(max_examples=20)
@given(st.text())
def test_what_holds_nothing_of_it_stays_as_it_is(text: str) -> None:
    remember_secret("me", SECRET)
    assert redacted(text) == text


def test_an_error_of_the_server_that_quotes_the_request_does_not_quote_it() -> None:
    remember_secret("me", SECRET)
    token = base64.b64encode(f"me:{SECRET}".encode()).decode()
    error = ServerError(f"<html>Authorization: Basic {token}</html>")
    assert token[8:16] not in f"{error} {error.failure} {error!r}"
