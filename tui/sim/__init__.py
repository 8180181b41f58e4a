"""A make-believe Agora: the documented HTTP and JSON for all 14 endpoints, from its own seed and clock.

It imports no other room of this program, so that a mistake in the client is not mirrored in it.
"""
