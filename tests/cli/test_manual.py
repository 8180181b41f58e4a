"""The manual and the mistakes of the command line, in both languages."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.cli.manual import manual, wrapped
from tui.cli.options import language, parse, table
from tui.messages import LANGS, Lang
from tui.messages.manual import PAGES


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", PAGES)
def test_every_page_fits_80_columns_and_has_every_option(command: str, lang: Lang) -> None:
    flags = table(lang)[command].flags
    page = manual(PAGES[command], flags, lang, width=80)
    assert max(map(cell_len, page.splitlines())) <= 80
    assert {flag.name for flag in flags} <= set(page.split())
    headings = [line for line in page.splitlines() if line and line[0] != " "]
    wanted = ("NAME", "SYNOPSIS", "EXIT STATUS") if lang == "en" else ("名称", "用法", "退出码")
    assert set(wanted) <= set(headings)


@pytest.mark.parametrize("command", PAGES)
def test_the_examples_of_the_manual_are_understood(command: str) -> None:
    for line, _ in PAGES[command].examples:
        words = line.partition(" | ")[0].partition(" > ")[0].removeprefix("source <(").removesuffix(")").split()
        assert words[0] == "scry"
        assert parse(words[1:]).command == (command or parse(words[1:]).command)


def test_chinese_breaks_anywhere_but_before_what_closes() -> None:
    assert list(wrapped("一二三，四（五）six seven", 0, 6)) == ["一二", "三，四", "（五）", "six", "seven"]


@pytest.mark.parametrize(
    ("argv", "en", "zh"),
    [
        (["--nonsense"], "unrecognized arguments: --nonsense", "无法识别的参数：--nonsense"),
        (["--lang", "fr"], "argument --lang: invalid choice: 'fr'", "参数 --lang：无效的值 'fr'（可选："),
        (["simulate"], "the following arguments are required: --port", "缺少必需的参数：--port"),
        (["--config"], "argument --config: expected one argument", "参数 --config：需要一个值"),
        (["--utc=1"], "argument --utc: ignored explicit argument '1'", "参数 --utc：不带值，却给出了 '1'"),
        (["demo", "--seed", "x"], "argument --seed: invalid int value: 'x'", "参数 --seed：不是整数：'x'"),
        (["demo", "--speed", "0"], "argument --speed: not a speed: '0'; a number", "参数 --speed：不是倍速：'0'；应为"),
        (["simulate", "--port", "x"], "argument --port: not a port: 'x'; 0 to", "参数 --port：不是端口：'x'；0 至"),
    ],
)
def test_a_mistake_is_told_in_the_language_of_the_line_or_of_the_environment(
    argv: list[str], en: str, zh: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for environment, says in (({}, en), ({"SCRY_LANG": "zh"}, zh), ({"LANG": "zh_CN.UTF-8"}, zh)):
        with pytest.raises(SystemExit) as ended:
            parse(argv, environment)
        assert ended.value.code == 2
        said = capsys.readouterr().err
        assert said.startswith(f"scry: {says}")
        assert said.count("\n") == 1


def test_the_option_wins_over_the_variable_that_over_the_config_and_that_over_the_locale() -> None:
    locale = {"LC_ALL": "", "LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}
    assert language(None, locale) == "zh"
    assert language(None, locale, "en") == "en"
    assert language(None, {**locale, "SCRY_LANG": "zh"}, "en") == "zh"
    assert language("en", {**locale, "SCRY_LANG": "zh"}, "zh") == "en"
    assert language("fr", {**locale, "SCRY_LANG": "de"}) == "zh"
    assert language(None, {}) == "en"
