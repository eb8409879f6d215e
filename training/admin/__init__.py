"""The training programme in the project office; acts go by the verbs of the pages."""

from . import certificate, enrolment, programme, visit

__all__ = ["certificate", "enrolment", "programme", "visit"]
