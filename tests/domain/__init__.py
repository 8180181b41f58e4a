"""What the glossary says, against the reference and against itself."""
