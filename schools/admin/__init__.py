"""Where the project team looks after schools; acts go through the same verbs as the pages."""

from . import register, requests, schools  # noqa: F401 - importing registers
