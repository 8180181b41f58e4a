"""Scry's own memory, in `state.toml`: watched channels, sorting, the last search, language, theme.

change ─▶ in memory, at once                 for the screen
       └▶ one writer thread ─▶ lock, read, the same change again, temporary file, rename

The change is made again on the file's contents by then: two instances keep each other's changes. The config is never
written: the remembered choices lie over it, removals too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from tui.config.channels import Channels
from tui.domain.text import Lang
from tui.files import Held, locked, make_directory, text_of, unfinished
from tui.messages import remembered as words

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

FORMAT = 1
# Raised by a file that is no TOML, no text, too deeply nested, or of another shape.
DAMAGE = (ValueError, RecursionError, msgspec.ValidationError)


class Sorting(Struct, frozen=True, omit_defaults=True):
    """A list's sorting: the column's key."""

    column: str
    reverse: bool = False


class Search(Struct, frozen=True, omit_defaults=True):
    """A search as typed: a range (analysis/times/ranges.py) and a channel, "" for all."""

    text: str = ""
    channel: str = ""


class LiveProduct(Struct, frozen=True):
    """The product that Live shows apart from the others."""

    product: Literal["Native", "WebRTC"]


class Memory(Struct, frozen=True, omit_defaults=True):
    """The file's shape. `scry` is its format and its mark: a file without it is not ours."""

    scry: int
    lang: Literal["en", "zh"] | None = None
    theme: str | None = None
    sorting: Mapping[str, Sorting] = field(default_factory=dict)
    channels: Mapping[str, Channels] = field(default_factory=dict)
    searches: Mapping[str, Search] = field(default_factory=dict)
    products: Mapping[str, LiveProduct] = field(default_factory=dict)


LANGS = ("en", "zh")
_ENTRIES: Mapping[str, type[Struct]] = {
    "sorting": Sorting,
    "channels": Channels,
    "searches": Search,
    "products": LiveProduct,
}


class TroubleKind(Enum):
    SET_ASIDE = "set aside"
    NOT_READ = "not read"
    NOT_KEPT = "not kept"
    NO_PLACE = "no place"


class MemoryTrouble(Struct, frozen=True):
    """A fault of the file: `detail` in the system's words, or `is_held`: another scry held it too long. `aside`: the
    new path of a file that is not ours."""

    kind: TroubleKind
    path: Path
    detail: str
    aside: Path | None = None
    is_held: bool = False

    def says(self, lang: Lang) -> str:
        detail = words.HELD(lang) if self.is_held else self.detail
        aside = self.aside.name if self.aside else ""
        return words.TROUBLE[self.kind.value](lang, name=self.path.name, path=self.path, detail=detail, aside=aside)


Edit = Callable[[Memory], Memory]


class Remembered:
    """One project's view of the file. Without a path nothing is written.

    `configured`: the channels of the profile. `trouble`: the last fault that was not told yet.
    """

    def __init__(self, path: Path | None = None, *, project: str = "", configured: Sequence[str] = ()) -> None:
        self.path = path
        self.trouble: MemoryTrouble | None = None
        self._project = project
        self._configured = tuple(dict.fromkeys(configured))
        self._memory = Memory(FORMAT)
        self._writer: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None

    @classmethod
    def open(cls, path: Path | None, *, project: str = "", configured: Sequence[str] = ()) -> Self:
        """The contents of the file. A damaged or foreign file is renamed; no fault of it stops the start."""
        if path is None:
            nowhere = cls(project=project, configured=configured)
            nowhere.trouble = MemoryTrouble(TroubleKind.NO_PLACE, Path(), "")
            return nowhere
        path = Path(os.path.realpath(path))
        opened = cls(path, project=project, configured=configured)
        try:
            try:
                opened._memory, _ = _read(path)
            except DAMAGE:
                with locked(path):
                    opened._memory, _, opened.trouble = _read_or_set_aside(path)
        except OSError as error:
            opened.trouble = _trouble(TroubleKind.NOT_READ, path, error)
        return opened

    # -- its contents

    @property
    def lang(self) -> Literal["en", "zh"] | None:
        return self._memory.lang

    @property
    def theme(self) -> str | None:
        return self._memory.theme

    @property
    def watched(self) -> tuple[str, ...]:
        """The profile's channels and the added ones, without the removed, in their chosen order."""
        return self._memory.channels.get(self._project, Channels()).watched(self._configured)

    def sorting(self, screen: str) -> Sorting | None:
        return self._memory.sorting.get(screen)

    @property
    def search(self) -> Search | None:
        """The last search in the project's calls."""
        return self._memory.searches.get(self._project)

    @property
    def product(self) -> str:
        """The product of the project's Live; "" for all together."""
        chosen = self._memory.products.get(self._project)
        return "" if chosen is None else chosen.product

    # -- changes

    def keep_lang(self, lang: Literal["en", "zh"]) -> None:
        self._change(lambda memory: replace(memory, lang=lang))

    def keep_theme(self, theme: str) -> None:
        self._change(lambda memory: replace(memory, theme=theme))

    def keep_sorting(self, screen: str, column: str | None, *, reverse: bool = False) -> None:
        """`column` None: the order of arrival."""

        def edit(memory: Memory) -> Memory:
            others = {name: sorting for name, sorting in memory.sorting.items() if name != screen}
            return replace(memory, sorting=others if column is None else others | {screen: Sorting(column, reverse)})

        self._change(edit)

    def keep_search(self, search: Search) -> None:
        project = self._project
        self._change(lambda memory: replace(memory, searches=dict(memory.searches) | {project: search}))

    def keep_product(self, product: str) -> None:
        """`product` "": all together."""
        project = self._project

        def edit(memory: Memory) -> Memory:
            others = {name: each for name, each in memory.products.items() if name != project}
            chosen = {project: msgspec.convert({"product": product}, LiveProduct)} if product else {}
            return replace(memory, products=others | chosen)

        self._change(edit)

    def watch(self, name: str) -> None:
        """A channel removed before returns to its place."""
        self._change_channels(lambda channels: channels.with_added(self._configured, name))

    def unwatch(self, name: str) -> None:
        self._change_channels(lambda channels: channels.with_removed(self._configured, name))

    def move(self, name: str, by: int) -> None:
        """Past the neighbour above (`by` -1) or below (1); at an end of the list nothing moves."""
        names = self.watched
        index = names.index(name) + by if name in names else -1
        if 0 <= index < len(names):
            # By the neighbour's name: in the file it may have another index by now.
            beside = names[index]
            self._change_channels(lambda channels: channels.with_moved(self._configured, name, beside, after=by > 0))

    async def kept(self) -> MemoryTrouble | None:
        """Waits until every change is in the file; returns the fault that was not told yet."""
        if self._last is not None:
            from asyncio import wrap_future

            await wrap_future(self._last)
        told, self.trouble = self.trouble, None
        return told

    def _change_channels(self, edit: Callable[[Channels], Channels]) -> None:
        project = self._project

        def whole(memory: Memory) -> Memory:
            changed = edit(memory.channels.get(project, Channels()))
            return replace(memory, channels=dict(memory.channels) | {project: changed})

        self._change(whole)

    def _change(self, edit: Edit) -> None:
        self._memory = edit(self._memory)
        if self.path is None:
            return
        if self._writer is None:
            from concurrent.futures import ThreadPoolExecutor

            self._writer = ThreadPoolExecutor(1, "scry-remembered")
        self._last = self._writer.submit(self._write, self.path, edit)

    def _write(self, path: Path, edit: Edit) -> None:
        try:
            make_directory(path.parent)
            with locked(path):
                memory, unknown, trouble = _read_or_set_aside(path)
                self.trouble = trouble or self.trouble
                _replace(path, _together(unknown, msgspec.to_builtins(edit(memory))))
        except (OSError, ValueError) as error:
            # ValueError: a name that no file of text can hold.
            self.trouble = _trouble(TroubleKind.NOT_KEPT, path, error)


# -- the file


def _read(path: Path) -> tuple[Memory, dict[str, object]]:
    """The contents, and the keys of a newer Scry. Raises DAMAGE for a damaged or foreign file."""
    try:
        text = text_of(path.read_bytes())
    except FileNotFoundError:
        return Memory(FORMAT), {}
    import tomllib  # most starts find no file, or have a first frame to draw

    table = tomllib.loads(text)
    known, unknown = _parted(table)
    return msgspec.convert(known, Memory), unknown


def _parted(table: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """The entries that this version reads, and those that only a newer Scry understands."""
    known: dict[str, object] = {}
    unknown: dict[str, object] = {}
    for key, value in table.items():
        if key in _ENTRIES and isinstance(value, dict):
            readable = {name: each for name, each in value.items() if _is_one(each, _ENTRIES[key])}
            known[key] = readable
            if len(readable) < len(value):
                unknown[key] = {name: each for name, each in value.items() if name not in readable}
        elif key not in Memory.__struct_fields__ or (key == "lang" and isinstance(value, str) and value not in LANGS):
            unknown[key] = value
        else:
            known[key] = value
    return known, unknown


def _is_one(value: object, shape: type[Struct]) -> bool:
    try:
        msgspec.convert(value, shape)
    except msgspec.ValidationError:
        return False
    return True


def _together(unknown: Mapping[str, object], known: Mapping[str, object]) -> dict[str, object]:
    """The file's table: the known entries beside the unknown ones."""
    together = dict(unknown) | dict(known)
    for key in unknown.keys() & known.keys() & _ENTRIES.keys():
        mine, others = known[key], unknown[key]
        assert isinstance(mine, dict)
        assert isinstance(others, dict)
        together[key] = others | mine
    return together


def _read_or_set_aside(path: Path) -> tuple[Memory, dict[str, object], MemoryTrouble | None]:
    """Under the lock: a damaged or foreign file makes room for a new one."""
    try:
        return *_read(path), None
    except DAMAGE as error:
        aside, number = path.with_name(f"{path.name}.damaged"), 1
        while aside.exists():
            number += 1
            aside = path.with_name(f"{path.name}.damaged{number}")
        path.rename(aside)
        return Memory(FORMAT), {}, MemoryTrouble(TroubleKind.SET_ASIDE, path, str(error), aside)


def _replace(path: Path, table: Mapping[str, object]) -> None:
    import tomli_w

    unfinished(path, tomli_w.dumps(table).encode()).replace(path)


def _trouble(kind: TroubleKind, path: Path, error: OSError | ValueError) -> MemoryTrouble:
    detail = getattr(error, "strerror", None) or str(error)
    return MemoryTrouble(kind, path, detail, is_held=isinstance(error, Held))
