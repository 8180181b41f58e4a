"""The store in one SQLite file. Questions and changes are functions `(connection, project_id, …)`."""
