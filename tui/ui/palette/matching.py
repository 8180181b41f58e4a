"""Matching: finds a query in names, and marks the place. A name is never markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from typing import Any

from msgspec import Struct
from textual.command import Hit
from textual.content import Content
from textual.style import Style

from tui.domain.typed import plain, unsigned
from tui.ui.widgets.matching import letters_of, spelled_in

# Nobody reads more.
MOST = 30
# Weight of a match in the sentence, relative to one in the name.
SENTENCE = 0.4


class Command(Struct, frozen=True):
    """`sentence` explains the command, and is searched too for the program's own ones. `key` stands behind the name."""

    name: str
    sentence: str
    run: Callable[[], Any]
    key: str = ""
    by_sentence: bool = True


def hits(query: str, commands: Iterable[Command], style: Style | None) -> Iterator[Hit]:
    """The best matches, by name or, less good, by a sentence that holds the text itself."""
    found = []
    for place, command in enumerate(commands):
        score, places = match(query, command.name)
        if not score and command.by_sentence:
            score, places = match(query, command.sentence, by_letters=False)[0] * SENTENCE, ()
        if score:
            found.append((score, -place, command, places))
    for score, _, command, places in nlargest(MOST, found, key=lambda one: one[:2]):
        yield Hit(score, shown(command, places, style), command.run, text=command.name, help=told(command))


def match(query: str, name: str, *, by_letters: bool = True) -> tuple[float, Sequence[int]]:
    """The quality of the match, 0 to 1, and its places: the whole query at the name's beginning, at a word's beginning,
    anywhere; else each of its words; else letter by letter as in a list, better the closer the letters stand.

    Textual's own search tries every combination of letters. For a short name of repeated letters, which a stranger may
    have chosen, that takes longer than anybody waits.
    """
    wanted, held = plain(query).lower(), _held(name)
    if not wanted.strip():
        return 0.0, ()
    if (uid := unsigned(wanted.strip())) is not None and uid == held:
        return 1.0, range(len(held))
    if (at := held.find(wanted)) >= 0:
        begins_word = at == 0 or not held[at - 1].isalnum()
        base = 1.0 if held == wanted else 0.9 if at == 0 else 0.8 if begins_word else 0.7
        return base - at / (len(held) * 100), range(at, at + len(wanted))
    words = wanted.split()
    if all(word in held for word in words):
        return 0.65, [at for word in words for at in range(held.find(word), held.find(word) + len(word))]
    letters = letters_of("".join(words)) if by_letters else None
    found = spelled_in(held, letters) if letters else None
    if found is None:
        return 0.0, ()
    places = [found.start(group) for group in range(1, len(found.groups()) + 1)]
    return 0.6 * len(places) / (places[-1] - places[0] + 1), places


def _held(name: str) -> str:
    """Lower case and usual width, one character each: a character that becomes two would shift the others."""
    for held in (plain(name).lower(), name.lower()):
        if len(held) == len(name):
            return held
    return "".join(other if len(other := plain(sign).lower()) == 1 else sign for sign in name)


def shown(command: Command, places: Iterable[int] = (), style: Style | None = None) -> Content:
    name = Content(command.name)
    if style is not None:
        for place in places:
            name = name.stylize(style, place, place + 1)
    return Content.assemble(name, (f"  ({command.key})", "$accent")) if command.key else name


def told(command: Command) -> Any:
    """Textual would read a text as markup; it takes Content unchanged."""
    return Content(command.sentence)
