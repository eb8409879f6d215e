"""Facts about the city and the school year: what the project starts with, and how they come in."""
