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
    assert f'name="next" value="{become}"' in page
    answer = client.post(
        reverse("account_signup"),
        {
            "email": "nieuw@example.org",
            "name": "Nieuw",
            "password1": "een-heel-lang-wachtwoord",
            "terms": "on",
            "next": become,
        },
    )
    text = Email.objects.filter(address="nieuw@example.org").latest("pk").text
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.M)
    assert code is not None, text
    answer = client.post(answer.url, {"code": code[1]})
    assert (answer.status_code, answer.url) == (302, become)
    assert "KvK-nummer" in client.get(become).content.decode()
