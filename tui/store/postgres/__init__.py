"""A store in a PostgreSQL that a team already runs: the one room that names psycopg."""
