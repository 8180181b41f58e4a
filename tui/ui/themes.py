"""Themes of our own: dark and light, quiet grounds with one accent; red and amber are kept for trouble."""

from textual.theme import Theme

THEMES = (
    Theme(
        name="scry-dark",
        dark=True,
        primary="#5fafd7",
        secondary="#af87d7",
        accent="#5fd7d7",
        foreground="#d0d4da",
        background="#14171c",
        surface="#1b1f26",
        panel="#20252d",
        success="#87c38a",
        warning="#e5b567",
        error="#ef6b73",
    ),
    Theme(
        name="scry-light",
        dark=False,
        primary="#1f6f9c",
        secondary="#7a4fa3",
        accent="#00757d",
        foreground="#22262b",
        background="#fbfbf9",
        surface="#f1f1ee",
        panel="#e7e7e3",
        success="#2f7d3b",
        warning="#96610a",
        error="#b3202c",
    ),
)
