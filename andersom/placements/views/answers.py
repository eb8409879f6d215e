"""How a page answers an act: it was done, or the polite no with what is possible instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from andersom.accounts.hats import Hat
from andersom.accounts.models import User
from andersom.placements.domain.refusals import Refused


@contextmanager
def telling(request: HttpRequest, done: str) -> Iterator[None]:
    """For a form that is only a button: say on the next page what happened."""
    try:
        yield
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, done)


# What a refusal is about, where the form asks for it.
FIELDS = {
    **dict.fromkeys(("holiday", "closed_day", "no_school", "no_rule", "no_vog"), "day"),
    **dict.fromkeys(("in_the_past", "other_school_year", "over_cap", "full"), "day"),
    **dict.fromkeys(("outside_school_times", "break", "overlap"), "start"),
    **dict.fromkeys(("professional_taken", "group_taken"), "start"),
    "reason_needed": "reason",
}


@contextmanager
def at_form(form: forms.Form) -> Iterator[None]:
    """For a form with fields: a refusal stands at the field it is about, nothing typed is lost."""
    try:
        yield
    except Refused as refused:
        field = FIELDS.get(refused.code)
        form.add_error(field if field in form.fields else None, refused.text)


def who(request: HttpRequest) -> User:
    """The person signed in; the access table lets nobody else come here."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101
    return user


def worn(request: HttpRequest) -> Hat:
    """The hat now worn; the access table lets nobody without one come here."""
    hat: Hat = request.hats.worn  # type: ignore[attr-defined]
    return hat


def now() -> datetime:
    return timezone.now()
