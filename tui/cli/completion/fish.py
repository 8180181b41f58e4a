"""The completion script for fish."""

from __future__ import annotations

from tui.cli.completion.values import (
    DIRECTORIES,
    FILES,
    NAMES,
    Table,
    all_flags,
    choices_of,
    holders_of,
    kind_of,
    words_of,
)
from tui.cli.options import Flag

_FISH = """\
# Completion of scry for fish, made by `scry completion fish`.

# The command that stands on the line, `scry` where none does yet.
function __scry_command
    set -l skip no
    for token in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch $token
            case {valued}
                set skip yes
            case {names}
                echo $token
                return
        end
    end
    echo scry
end

function __scry_profiles
    set -l tokens (commandline -opc)
    set -l config
    for i in (seq (count $tokens))
        switch $tokens[$i]
            case --config
                set config --config $tokens[(math $i + 1)]
            case '--config=*'
                set config $tokens[$i]
        end
    end
    $tokens[1] completion profiles $config 2>/dev/null
end

complete -c scry -f
{lines}
"""


def script(commands: Table) -> str:
    flags = all_flags(commands).values()
    lines = [
        f"complete -c scry -n 'contains (__scry_command) {name or 'scry'}' -a {_fish_text(word)}"
        + (f" -d {_fish_text(commands[word].says)}" if not name else "")
        for name, command in commands.items()
        for word in words_of(command)
    ]
    for flag in flags:
        holders = " ".join(name or "scry" for name in holders_of(commands, flag))
        lines.append(
            f"complete -c scry -n 'contains (__scry_command) {holders}' -l {flag.name.removeprefix('--')}"
            f"{_fish_value(flag)} -d {_fish_text(flag.says)}"
        )
    return _FISH.format(
        valued=" ".join(flag.name for flag in flags if flag.value),
        names=" ".join(words_of(commands[""])),
        lines="\n".join(lines),
    )


def _fish_value(flag: Flag) -> str:
    if not flag.value:
        return ""
    if choices := choices_of(flag):
        return f" -x -a {_fish_text(' '.join(choices))}"
    return {
        FILES: " -r -F",
        DIRECTORIES: " -x -a '(__fish_complete_directories)'",
        NAMES: " -x -a '(__scry_profiles)'",
    }.get(kind_of(flag), " -x")


def _fish_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
