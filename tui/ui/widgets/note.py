"""Note: a text of several lines beside a list, replaced as the list's cursor moves."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Note(Static):
    """Repaints only a changed text. A layout repaints the whole screen, so there is one only if the height follows the
    text, and changes."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._told = Content()

    def tell(self, text: Content) -> None:
        if text == self._told and text.spans == self._told.spans:
            return
        before = self._height()
        self._told = text
        self.update(text, layout=False)
        if self._height() != before:
            self.refresh(layout=True)

    def _height(self) -> int:
        """The height of its text in lines; 0 if the height is fixed, or the note is not on screen."""
        if not self.styles.is_auto_height:
            return 0
        self.clear_cached_dimensions()
        return self.get_content_height(self.container_size, self.app.size, self.content_region.width)
