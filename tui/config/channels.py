"""Changes on screen to a project's watched channels, over those of its profile."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace


class Channels(Struct, frozen=True, omit_defaults=True):
    """`order` is the chosen order of all. `configured` in each method: the channels of the profile."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    def watched(self, configured: Sequence[str]) -> tuple[str, ...]:
        names = [name for name in dict.fromkeys((*configured, *self.added)) if name not in self.removed]
        places = {name: place for place, name in enumerate(self.order)}
        return tuple(sorted(names, key=lambda name: places.get(name, len(places))))

    def with_added(self, configured: Sequence[str], name: str) -> Channels:
        added = self.added if name in (*configured, *self.added) else (*self.added, name)
        return replace(self, added=added, removed=_without(self.removed, name))

    def with_removed(self, configured: Sequence[str], name: str) -> Channels:
        removed = _without(self.removed, name)
        if name in configured:
            removed = (*removed, name)
        return replace(self, added=_without(self.added, name), removed=removed)

    def with_moved(self, configured: Sequence[str], name: str, beside: str, *, after: bool) -> Channels:
        """`name` right before or after `beside`; unchanged where one of them is gone."""
        names = list(self.watched(configured))
        if name not in names or beside not in names:
            return self
        names.remove(name)
        names.insert(names.index(beside) + after, name)
        return replace(self, order=tuple(names))


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each for each in names if each != name)
