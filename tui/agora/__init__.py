"""The client of the Agora Analytics REST API: its table of endpoints, one method each, its errors, its wire format."""
