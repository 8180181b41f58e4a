"""Features: one folder for each thing that a user opens."""
