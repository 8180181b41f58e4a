"""Note: a text of several lines beside a list, replaced as the list's cursor moves."""

from __future__ import annotations

from itertools import islice, zip_longest

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Static


class Note(Static):
    """Repaints only the lines that another text changes. A layout repaints the whole screen, so there is one only if
    the height follows the text, and changes."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._told = Content()
        # The paragraphs with their strips, and the width, style and selection that they were drawn for.
        self._drawn: list[tuple[Content, list[Strip]]] = []
        self._drawn_for: tuple[object, ...] = ()
        self._drawn_text: Content | None = None
        # Our texts have no links, and the search for links is a third of the drawing.
        self.set_reactive(Widget.auto_links, False)

    def render(self) -> Content:
        return self._told

    def tell(self, text: Content) -> None:
        if _is_same(text, self._told):
            return
        width = self.size.width
        before, height = (self._strips(), self._height()) if width else ([], 0)
        self._told = text
        if not width:
            # Not on screen: it is drawn as a whole when it appears.
            self.refresh()
        elif self._height() != height:
            self.refresh(layout=True)
        else:
            pairs = zip_longest(before, self._strips(), fillvalue=Strip.blank(width))
            changed = [Region(0, y, width, 1) for y, (old, new) in enumerate(pairs) if old != new]
            # Without a region all lines would be painted.
            self.refresh(*changed, repaint=bool(changed))

    def render_line(self, y: int) -> Strip:
        lines = self._strips()
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self.visual_style.rich_style)

    def _strips(self) -> list[Strip]:
        """All lines. Only other paragraphs than before are drawn: of the same ones empty lines hold the places, because
        a strip knows the number of its paragraph."""
        (width, height), style = self.size, self.visual_style
        drawn_for = (width, style, self.text_selection)
        if self._drawn_for != drawn_for:
            self._drawn, self._drawn_for, self._drawn_text = [], drawn_for, None
        if self._drawn_text is not self._told:
            paragraphs = self._told.split(allow_blank=True)
            olds = [*self._drawn, *[None] * len(paragraphs)]
            kept = [old if old and _is_same(old[0], now) else None for old, now in zip(olds, paragraphs, strict=False)]
            others = (Content() if old else now for old, now in zip(kept, paragraphs, strict=True))
            strips = iter(Visual.to_strips(self, Content("\n").join(others), width, None, style))
            self._drawn = []
            for old, now in zip(kept, paragraphs, strict=True):
                lines = list(islice(strips, 1 if old else now.get_height(self.styles.get_rules(), width)))
                self._drawn.append(old or (now, lines))
            self._drawn_text = self._told
        return [strip for _, lines in self._drawn for strip in lines][:height]

    def _height(self) -> int:
        """The height of its text in lines; 0 if the height is fixed."""
        return self._told.get_height(self.styles.get_rules(), self.size.width) if self.styles.is_auto_height else 0


def _is_same(one: Content, other: Content) -> bool:
    """In its text and in its colours."""
    return one == other and one.spans == other.spans
