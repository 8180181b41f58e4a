"""The completion script for bash, from 3.2 on: macOS has no newer one."""

from __future__ import annotations

from collections.abc import Iterable

from tui.cli.completion.values import FILES, NAMES, Table, all_flags, choices_of, kind_of, words_of
from tui.cli.options import PROFILES, Flag

_BASH = """\
# Completion of scry for bash, made by `scry completion bash`.

# The lines that begin with $1, quoted where the shell would take them apart.
_scry_among() {{
    local word
    while IFS= read -r word; do
        [[ -n $word && $word == "$1"* ]] || continue
        [[ $word == *[[:space:]\\'\\"\\\\\\`\\$\\&\\;\\|\\<\\>\\(\\)\\*\\?]* ]] && printf -v word %q "$word"
        COMPREPLY+=("$word")
    done
}}

_scry() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} command='' config='' option i
    COMPREPLY=()
    # `--lang=zh` comes as three words.
    if [[ $cur == = ]]; then
        cur=''
    elif [[ $prev == = ]]; then
        prev=${{COMP_WORDS[COMP_CWORD-2]}}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in
        {valued})
            option=${{COMP_WORDS[i]}}
            [[ ${{COMP_WORDS[i+1]}} == = ]] && ((i++))
            ((i++))
            [[ $option == --config ]] && config=${{COMP_WORDS[i]}}
            ;;
        {names})
            command=${{COMP_WORDS[i]}}
            break
            ;;
        esac
    done
    case $prev in
{values}
    esac
    case $command:$cur in
{words}
    esac
}}
complete -F _scry scry
"""


def script(commands: Table) -> str:
    return _BASH.format(
        valued=" | ".join(flag.name for flag in all_flags(commands).values() if flag.value),
        names=" | ".join(words_of(commands[""])),
        values=_bash_values(commands),
        words="\n".join(
            f'    {name}:{pattern}) _scry_among "$cur" <<< {_lines(words)} ;;'
            for name, command in commands.items()
            for pattern, words in (("-*", [flag.name for flag in command.flags]), ("*", words_of(command)))
            if words
        ),
    )


def _bash_values(commands: Table) -> str:
    """The cases of `$prev`, options of the same values together."""
    cases: dict[str, list[str]] = {}
    for flag in all_flags(commands).values():
        if flag.value:
            cases.setdefault(_bash_value(flag), []).append(flag.name)
    return "\n".join(f"    {' | '.join(names)})\n{does}        return\n        ;;" for does, names in cases.items())


def _bash_value(flag: Flag) -> str:
    if choices := choices_of(flag):
        return f'        _scry_among "$cur" <<< {_lines(choices)}\n'
    if (kind := kind_of(flag)) == NAMES:
        ask = f'"$1" completion {PROFILES} ${{config:+--config "$config"}} 2>/dev/null'
        return f'        _scry_among "$cur" < <({ask})\n'
    if not kind:
        return ""
    found = f'compgen -{"f" if kind == FILES else "d"} -- "$cur"'
    return (
        "        compopt -o filenames 2>/dev/null\n"
        f'        while IFS= read -r i; do COMPREPLY+=("$i"); done < <({found})\n'
    )


def _lines(words: Iterable[str]) -> str:
    return "$'" + "\\n".join(words) + "'"
