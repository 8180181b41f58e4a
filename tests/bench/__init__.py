"""Benchmarks: `python -m tests.bench [name …]`. Each module with a `run() -> list[Row]` is one.

Machines are shared and noisy, so what counts is a ratio taken in one run, or a figure that is exact (bytes).
"""
