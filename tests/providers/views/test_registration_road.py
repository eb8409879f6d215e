"""The whole road of a new provider: page, account, code from the mail, and back to the form."""

import re
from typing import Any

import pytest
from django.urls import reverse

from andersom.notifications.models import Email

pytestmark = pytest.mark.django_db


def test_visitor_comes_back_to_the_form_after_proving_the_address(client: Any) -> None:
    become = reverse("providers:become")
    link = re.search(r'href="(/account/signup/[^"]*)"', client.get(become).content.decode())
    assert link is not None
    page = client.get(link[1]).content.decode()
    next_field = re.search(r'name="next" value="([^"]*)"', page)
    assert next_field is not None
    answer = client.post(
        reverse("account_signup"),
        {
            "email": "nieuw@example.org",
            "name": "Nieuw",
            "password1": "een-heel-lang-wachtwoord",
            "next": next_field[1],
        },
    )
    text = Email.objects.filter(address="nieuw@example.org").latest("pk").text
    code = re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{2,4}\b", text)
    assert code is not None, text
    answer = client.post(answer.url, {"code": code[0]})
    assert (answer.status_code, answer.url) == (302, become)
    assert "KvK-nummer" in client.get(become).content.decode()
