"""`--help` and the mistakes of the command line, in both languages."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.cli.command_help import wrapped
from tui.cli.options import language, parse, parser_of, parsers
from tui.domain.text import LANGS, Lang
from tui.messages.command_help import PAGES
from tui.messages.simulate_command_help import FORMS
from tui.sim.today.switches import CHOICES


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", PAGES)
def test_every_page_fits_80_columns_and_has_every_option(
    command: str, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    parser = parsers(parser_of(lang))[command]
    page = parser.format_help()
    assert max(map(cell_len, page.splitlines())) <= 80
    assert {action.option_strings[-1] for action in parser._actions if action.option_strings} <= set(page.split())
    wanted = ("usage: scry", "examples:", "exit status:") if lang == "en" else ("用法：scry", "示例：", "退出码：")
    for heading in wanted:
        assert f"\n{heading}" in f"\n{page}"
    assert "  130  " in page


def test_every_command_is_on_the_first_page_in_a_few_words() -> None:
    page = parser_of("zh").format_help()
    for command in parsers(parser_of("en")):
        assert command in page
    assert "作为本机 HTTP 服务运行的模拟器" in page


@pytest.mark.parametrize("command", PAGES)
def test_the_examples_of_a_page_are_understood(command: str) -> None:
    (examples,) = (each for each in PAGES[command].sections if each.en.startswith("examples:"))
    lines = [line.strip() for line in examples.en.splitlines()[1::2]]
    assert lines == [line.strip() for line in examples.zh.splitlines()[1::2]]
    for line in lines:
        words = line.partition(" | ")[0].partition(" > ")[0].removeprefix("source <(").removesuffix(")").split()
        assert words[0] == "scry"
        assert parse(words[1:]).command == (command or parse(words[1:]).command)


def test_the_page_of_the_simulator_has_every_switch_with_its_default_first() -> None:
    assert {name: tuple(values.split(", ")) for name, values, _, _ in FORMS} == CHOICES
    assert (
        "audio_of_web  audio freeze of browsers: absent, null, 0" in parsers(parser_of("en"))["simulate"].format_help()
    )


def test_chinese_breaks_anywhere_but_before_what_closes() -> None:
    assert wrapped("一二三，四（五）six seven", 6) == ["一二", "三，四", "（五）", "six", "seven"]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["--lang", "fr"], "argument --lang: invalid choice: 'fr'"),
        (["simulate"], "the following arguments are required: --port"),
        (["--config"], "argument --config: expected one argument"),
        (["--utc=1"], "argument --utc: ignored explicit argument '1'"),
        (["demo", "--seed", "x"], "argument --seed: invalid int value: 'x'"),
        (["demo", "--speed", "0"], "argument --speed: not a speed: '0'; a number"),
        (["simulate", "--port", "x"], "argument --port: not a port: 'x'; 0 to"),
        (["demo", "--app-id=x"], "--app-id does not apply to the demo"),
    ],
)
def test_a_mistake_is_one_line_that_ends_with_where_to_look(
    argv: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"scry: {says}")
    assert said.endswith(" --help\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize("environment", [{"SCRY_LANG": "zh"}, {"LANG": "zh_CN.UTF-8"}])
def test_our_own_part_of_a_mistake_is_in_the_language_of_the_environment(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for argv, says in (
        (["demo", "--speed", "0"], "argument --speed: 不是倍速：'0'；应为"),
        (["simulate", "--port", "x"], "argument --port: 不是端口：'x'；0 至"),
        (["demo", "--app-id=x"], "--app-id 不适用于演示"),
    ):
        with pytest.raises(SystemExit):
            parse(argv, environment)
        said = capsys.readouterr().err
        assert said.startswith(f"scry: {says}")
        assert "；参见 scry" in said


def test_the_option_wins_over_the_variable_that_over_the_config_and_that_over_the_locale() -> None:
    locale = {"LC_ALL": "", "LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}
    assert language(None, locale) == "zh"
    assert language(None, locale, "en") == "en"
    assert language(None, {**locale, "SCRY_LANG": "zh"}, "en") == "zh"
    assert language("en", {**locale, "SCRY_LANG": "zh"}, "zh") == "en"
    assert language("fr", {**locale, "SCRY_LANG": "de"}) == "zh"
    assert language(None, {}) == "en"
