"""The completion script for zsh."""

from __future__ import annotations

from tui.cli.completion.values import DIRECTORIES, FILES, NAMES, Table, choices_of, kind_of, words_of
from tui.cli.options import Command, Flag

_ZSH = """\
#compdef scry
# Completion of scry for zsh, made by `scry completion zsh`.

_scry_profiles() {{
    local config=${{opt_args[--config]:-$config}}
    local -a names
    names=(${{(f)"$(_call_program profiles $service completion profiles \\
        ${{config:+--config $config}} 2>/dev/null)"}})
    compadd -a names
}}

_scry() {{
    local context state state_descr line curcontext=$curcontext
    typeset -A opt_args
    _arguments -C \\
{flags} \\
        '1:command:(({names}))' \\
        '*:: :->rest' && return
    [[ $state == rest ]] || return
    # The next call forgets the options that stand before the command.
    local config=${{opt_args[--config]}}
    case $words[1] in
{commands}
    esac
}}

if [[ $funcstack[1] == _scry ]]; then
    _scry "$@"
else
    compdef _scry scry
fi
"""


def script(commands: Table) -> str:
    return _ZSH.format(
        flags=_zsh_flags(commands[""], "        "),
        names=" ".join(f'{name}\\:"{_zsh_text(commands[name].says)}"' for name in words_of(commands[""])),
        commands="\n".join(
            f"    {name})\n        _arguments \\\n{_zsh_flags(command, '            ')}"
            + (f" \\\n            '1: :({' '.join(words_of(command))})'" if command.words else "")
            + "\n        ;;"
            for name, command in commands.items()
            if name
        ),
    )


def _zsh_flags(command: Command, indent: str) -> str:
    return " \\\n".join(f"{indent}'{_zsh_flag(flag)}'" for flag in command.flags)


def _zsh_flag(flag: Flag) -> str:
    if not flag.value:
        return f"{flag.name}[{_zsh_text(flag.says)}]"
    if choices := choices_of(flag):
        values = f"({' '.join(choices)})"
    else:
        values = {FILES: "_files", DIRECTORIES: "_files -/", NAMES: "_scry_profiles"}.get(kind_of(flag), " ")
    return f"{flag.name}=[{_zsh_text(flag.says)}]:{_zsh_text(flag.value)}:{values}"


def _zsh_text(text: str) -> str:
    """Plain inside a specification in single quotes: its own signs behind a backslash, no quotes."""
    for sign in "\\[]:":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("'", "’").replace('"', "”").replace("`", "’").replace("$", "")
