"""Surveys about anything, of a kind that only tests know."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import models

from andersom.accounts.models import User
from andersom.surveys import domain
from andersom.surveys.models import Survey

KIND = "tests.visit"
QUESTIONS = domain.Questions(
    intro="Twee minuten.",
    scores={"useful": "Had u er iets aan?", "clear": "Was het duidelijk?"},
    open_question="Wat kan beter?",
)
domain.register(KIND, QUESTIONS)


def survey_about(subject: models.Model, users: Sequence[User], *, at: datetime) -> Survey:
    """Open for two weeks, with these users asked."""
    survey, _new = domain.ask(
        KIND, subject, users, title="Hoe was het?", closes_at=at + timedelta(days=14), at=at
    )
    return survey
