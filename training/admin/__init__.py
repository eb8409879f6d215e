"""The training programme in the project office; acts go by the verbs of the pages."""

from . import enrolment, programme

__all__ = ["enrolment", "programme"]
