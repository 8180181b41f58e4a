"""`scry completion`: shtab's script for a shell, with the names of the profiles, the themes and files as values.

The script asks `scry completion profiles` while the name of a profile is typed; all else is in the script.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import shtab

from tui.cli import exits
from tui.cli.display import known_themes
from tui.cli.inputs import file_of
from tui.cli.options import PROFILES, SHELLS, Options, Parser, language, parser_of, parsers

# In bash `--lang=zh` is three words: ours drops the `=` before shtab's function looks at them. Names of profiles are
# quoted, or the shell would take them apart.
_BASH_PROFILES = """
_scry_profiles() {
    local i config=() name
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == --config ]] && config=(--config "${COMP_WORDS[i+1]}")
    done
    "${COMP_WORDS[0]}" completion profiles "${config[@]}" 2>/dev/null | while IFS= read -r name; do
        [[ $name == "$1"* ]] || continue
        [[ $name == *[![:alnum:]_.-]* ]] && printf '%q\\n' "$name" || printf '%s\\n' "$name"
    done
}
"""
_BASH_END = """
_scry() {
    local word words=()
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        [[ $word == = ]] || words+=("$word")
    done
    [[ ${COMP_WORDS[COMP_CWORD]} == = ]] && words+=('')
    local COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1))
    _shtab_scry
}
complete -F _scry scry
"""
_ZSH_PROFILES = """
_scry_profiles() {
    local -a said=("${(z)LBUFFER}") config names
    local i=${said[(I)--config*]}
    [[ $said[i] == --config ]] && config=(--config $said[i+1]) || config=($said[i])
    names=("${(f)$(_call_program profiles $service completion profiles $config 2>/dev/null)}")
    compadd -a names
}
"""
_FISH_PROFILES = """
function _scry_profiles
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
"""
_VALUES: Mapping[str, object] = {
    "config": shtab.FILE,
    "log_file": shtab.FILE,
    "export_dir": shtab.DIRECTORY,
    "profile": {
        "bash": "_scry_profiles",
        "zsh": "_scry_profiles",
        "fish": "(_scry_profiles)",
        "preamble": {"bash": _BASH_PROFILES, "zsh": _ZSH_PROFILES, "fish": _FISH_PROFILES},
    },
}


def completion(options: Options) -> int:
    """Raises ConfigError where the profiles are asked for and the config file is wrong."""
    parser = parser_of(language(None, os.environ))
    sys.stdout.write(_profiles(options) if options.shell == PROFILES else script(options.shell, parser))
    sys.stdout.flush()
    return exits.DONE


def script(shell: str, parser: Parser) -> str:
    """The script for `bash`, `zsh` or `fish`."""
    actions = [action for each in parsers(parser).values() for action in each._actions]
    for action in actions:
        if action.dest == "shell":
            action.choices = SHELLS
        elif action.dest == "theme":
            action.choices = known_themes()
        elif action.dest in _VALUES:
            action.complete = _VALUES[action.dest]  # type: ignore[attr-defined]  # shtab's own
    text = shtab.complete(parser, shell)
    if shell == "bash":
        return text.rpartition("\ncomplete ")[0] + _BASH_END
    if shell == "zsh":
        for name in {action.option_strings[-1] for action in actions if action.option_strings and action.nargs != 0}:
            text = text.replace(f'"{name}[', f'"{name}=[')
        # `source` runs a file, where shtab expects `eval`.
        text = text.replace("$zsh_eval_context[-1] == eval", "$zsh_eval_context[-1] == (eval|file)")
    return f"{text}\n"


def _profiles(options: Options) -> str:
    profiles = file_of(options, os.environ).profiles
    return "".join(f"{name}\n" for name in profiles if name.isprintable())
