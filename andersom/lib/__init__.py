"""Pure helpers for dates, text and places: no Django models, no app above them."""
