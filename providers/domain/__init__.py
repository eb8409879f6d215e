"""The acts of supply: what providers, their people and the project team do."""
