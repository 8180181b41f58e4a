"""Config: the config file read, checked, drafted, written; and the choices that Scry remembers by itself."""
