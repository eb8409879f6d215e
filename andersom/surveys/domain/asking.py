"""Asking, answering once, and showing results only when nobody can be recognised in them.

Who signs in is known by her account. Who has none gets a signed link by mail; what we keep of her
is a code made of her address, so that one address answers once and no list tells which it was.
"""

import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models, transaction
from django.utils.crypto import salted_hmac

from andersom.accounts.models import User
from andersom.surveys.models import Answer, Answered, Asked, Survey

FEWEST = 5  # with fewer answers people could be recognised (DOMAIN §7)
SCORES = (1, 2, 3, 4)
SALT = "surveys.guest"
_lots = random.SystemRandom()


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """``code`` is ``answered`` or ``closed``. Nothing was changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Questions:
    """What a kind of survey asks: scores from 1 to 4 by code, and one open question."""

    intro: Any
    scores: Mapping[str, Any]
    open_question: Any


@dataclass(frozen=True, slots=True)
class Average:
    """The average of one question, in tenths: 34 is 3.4."""

    question: Any
    tenths: int

    @property
    def value(self) -> float:
        return self.tenths / 10


@dataclass(frozen=True, slots=True)
class Results:
    """``averages`` and ``texts`` are empty as long as fewer than five have answered."""

    asked: int
    answered: int
    averages: tuple[Average, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        return self.answered >= FEWEST


_questions: dict[str, Questions] = {}


def register(kind: str, questions: Questions) -> None:
    """Called from an app's ``ready()``."""
    _questions[kind] = questions


def questions_of(survey: Survey) -> Questions:
    """What it asks; KeyError for a kind that no app registered."""
    return _questions[survey.kind]


@transaction.atomic
def ask(
    kind: str,
    subject: models.Model,
    users: Iterable[User],
    *,
    title: str,
    closes_at: datetime,
    at: datetime,
) -> tuple[Survey, list[User]]:
    """Open the survey of ``kind`` about ``subject``, or find it, and ask who was not asked yet.

    Returns the survey and those new. Runs twice without asking anybody twice.
    """
    about = ContentType.objects.get_for_model(subject)
    survey, _new = Survey.objects.get_or_create(
        kind=kind,
        content_type=about,
        object_id=subject.pk,
        defaults={"title": title, "opened_at": at, "closes_at": closes_at},
    )
    known = set(survey.asked.exclude(user=None).values_list("user", flat=True))
    new = [user for user in users if user.pk not in known]
    Asked.objects.bulk_create(
        [Asked(survey=survey, user=user, asked_at=at) for user in new], ignore_conflicts=True
    )
    return survey, new


@transaction.atomic
def ask_guests(survey: Survey, addresses: Iterable[str]) -> dict[str, str]:
    """Ask who has no account, by mail address; nobody twice. Address → link token of those new."""
    codes = {guest_code(survey, address): address for address in addresses}
    known = set(survey.asked.exclude(guest="").values_list("guest", flat=True))
    new = {code: address for code, address in codes.items() if code not in known}
    Asked.objects.bulk_create(
        [Asked(survey=survey, guest=code) for code in new], ignore_conflicts=True
    )
    return {address: signing.dumps([survey.pk, code], salt=SALT) for code, address in new.items()}


def guest_code(survey: Survey, address: str) -> str:
    """What stands for an address in this survey, and in no other; nobody reads it back."""
    value = f"{survey.pk}:{address.strip().lower()}"
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()


def guest_of(token: str) -> tuple[Survey, str] | None:
    """Survey and guest of a signed link; None for a link that is not ours, or nobody's any more."""
    try:
        pk, code = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    survey = Survey.objects.filter(pk=pk, asked__guest=code).first()
    return (survey, code) if survey else None


def has_answered(survey: Survey, by: User | str) -> bool:
    """Whether this user, or the guest of this code, answered."""
    return survey.answered.filter(**_who(by)).exists()


@transaction.atomic
def answer(
    survey: Survey, scores: Mapping[str, int], text: str, *, by: User | str, at: datetime
) -> None:
    """Keep what somebody answers, apart from the fact that she did. ``by`` is a user, or the code
    of a guest.

    Raises Refused when she answered before, or when the survey is closed.
    """
    Survey.objects.select_for_update().get(pk=survey.pk)
    if not survey.is_open(at):
        raise Refused("closed")
    if has_answered(survey, by):
        raise Refused("answered")
    Answered.objects.create(survey=survey, **_who(by))
    _shuffle(survey, Answer(survey=survey, scores=dict(scores), text=text))


def _who(by: User | str) -> dict[str, Any]:
    return {"guest": by} if isinstance(by, str) else {"user": by}


def _shuffle(survey: Survey, new: Answer) -> None:
    """Write all answers anew in an order drawn by lot: the last one looks like the others."""
    answers = [*survey.answers.all(), new]
    _lots.shuffle(answers)
    survey.answers.all().delete()
    for one in answers:
        one.pk = uuid.uuid4()
    Answer.objects.bulk_create(answers)


def results(survey: Survey) -> Results:
    """Averages and texts of five answers or more; else only how many there are. Two queries."""
    asked, answers = survey.asked.count(), list(survey.answers.all())
    if len(answers) < FEWEST:
        return Results(asked, len(answers))
    averages = tuple(
        Average(question, _tenths([one.scores[code] for one in answers if code in one.scores]))
        for code, question in questions_of(survey).scores.items()
    )
    texts = tuple(one.text for one in answers if one.text)
    return Results(asked, len(answers), averages, texts)


def _tenths(scores: list[int]) -> int:
    """The average in tenths, rounded half up; 0 without scores."""
    count = len(scores)
    return (20 * sum(scores) + count) // (2 * count) if count else 0
