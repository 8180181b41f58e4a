"""Tests of the make-believe Agora, against the reference and without the client."""
