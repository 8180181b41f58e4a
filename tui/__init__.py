"""Scry: a terminal for engineers on call for real-time audio and video calls."""

__version__ = "0.1.0"
