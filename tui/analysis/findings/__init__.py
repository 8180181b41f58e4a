"""Findings: the conclusions of all that is stored about a stretch of time, of several kinds, in one order."""
