"""What the scripts complete: the options and words of each command, and what stands for an option's value."""

from __future__ import annotations

from collections.abc import Mapping

from tui.cli.options import PROFILES, Command, Flag

FILES, DIRECTORIES, NAMES = "files", "directories", "profiles"
Table = Mapping[str, Command]


def kind_of(flag: Flag) -> str:
    """What stands for the value: FILES, DIRECTORIES, NAMES; "" where only the user knows, or it is a choice."""
    if flag.name == "--profile":
        return NAMES
    return {"FILE": FILES, "DIR": DIRECTORIES}.get(flag.value, "")


def choices_of(flag: Flag) -> tuple[str, ...]:
    if flag.name != "--theme":
        return flag.choices
    from tui.cli.looks import known_themes  # which a profile's name need not wait for

    return known_themes()


def all_flags(commands: Table) -> dict[str, Flag]:
    """Every option of any command, once, as the first command that knows it describes it."""
    flags: dict[str, Flag] = {}
    for command in commands.values():
        for flag in command.flags:
            flags.setdefault(flag.name, flag)
    return flags


def holders_of(commands: Table, flag: Flag) -> list[str]:
    """The commands that know the option."""
    return [name for name, command in commands.items() if any(each.name == flag.name for each in command.flags)]


def words_of(command: Command) -> list[str]:
    """The words of a command, without what only the scripts ask for."""
    return [word for word in command.words if word != PROFILES]
