"""Which terminal is drawn without anything but ASCII though nobody asked for it."""

from __future__ import annotations

import pytest

from tui.cli.display import display_of
from tui.cli.options import parse


@pytest.mark.parametrize(
    ("environment", "plain"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "zh_CN.utf8"}, False),
        ({"LC_CTYPE": "UTF-8"}, False),
        ({"LC_ALL": "C"}, True),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "", "LANG": "de_DE.ISO-8859-1"}, True),
        ({"LC_ALL": "C", "SCRY_ASCII": "0"}, False),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, True),
        ({"LANG": "C.UTF-8", "TERM": "screen"}, False),
    ],
)
def test_a_locale_without_utf8_and_the_console_are_plain_unless_somebody_says_otherwise(
    environment: dict[str, str], plain: bool
) -> None:
    assert display_of(parse([]), environment).ascii is plain


def test_a_variable_that_is_empty_says_nothing() -> None:
    empty = dict.fromkeys(("SCRY_LANG", "SCRY_THEME", "SCRY_SCREEN", "SCRY_UTC", "SCRY_ASCII", "SCRY_REDACT"), "")
    assert display_of(parse([]), {**empty, "LANG": "zh_CN.UTF-8"}) == display_of(parse([]), {"LANG": "zh_CN.UTF-8"})
