"""Scry: a terminal for people who keep real-time audio and video calls healthy."""

__version__ = "0.1.0"
