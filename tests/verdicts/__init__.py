"""Worlds with known truth, and an engine's verdicts on them.

truth     the truth of a question, and the grade of an answer (pure)
physics   from the state of the users of a call to their reported curves
stage     a call in the making: users, networks, faults
asking    the questions about a call, each with its truth, derived from the faults and from the curves as reported
kinds_*   the kinds of worlds; hidden_kinds is out of sight of the engine's builder
editions  a world through the wire of each edition; concluding: the findings on it; table: their counts
judging   the only file that touches the engine
__main__  the confusion table: uv run python -m tests.verdicts
"""
