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


@contextmanager
def at_form(form: forms.Form) -> Iterator[None]:
    """For a form with fields: a refusal becomes an error of the form, nothing typed is lost."""
    try:
        yield
    except Refused as refused:
        form.add_error(None, refused.text)


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
