"""Forms of supply; every message says what to do."""
