"""The public check, and who may download a certificate."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.training import CertificateFactory, TrainerFactory
from tests.people import client_for
from training.domain import paper
from training.models import Certificate
from training.models.certificate import ALPHABET, folded, new_code

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 10, 9, tzinfo=UTC)
WRONG = "0000000000000000"
NASTY = ['Zoë "de #Boer"', r"a\b\u{41} $x$ *b* _c_", "#panic()", "]#[<b> @ref // x", "'; --", "𝔘ñí"]


@pytest.fixture(autouse=True)
def _standing_clock() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def look(code: str, client: Client | None = None) -> object:
    return (client or Client()).get(reverse("training:check", args=[code]))


def test_a_code_is_sixteen_signs_that_fold_to_themselves() -> None:
    code = new_code()
    assert len(code) == 16
    assert set(code) <= set(ALPHABET)
    assert folded(code) == code
    assert folded(ALPHABET) == ALPHABET


def test_folding_forgives_how_people_type() -> None:
    assert folded(" 7k3m-9qxb 2rta·5hwd") == "7K3M90X82RTA5HWD"
    assert folded("oOqiIlLbsSzgu") == "000111185526V"


def test_the_page_shows_name_programme_date_and_validity_only() -> None:
    found = CertificateFactory(name="Tara Vos", programme="Stevig voor de groep")
    page = look(found.code)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Dit certificaat is geldig" in text
    assert "Tara Vos" in text
    assert "3 mei 2027" in text
    assert found.enrolment.professional.provider.name not in text
    assert found.enrolment.user.email not in text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]


def test_the_code_may_be_typed_as_people_do() -> None:
    found = CertificateFactory()
    assert look(found.grouped_code.lower()).status_code == 200


def test_an_expired_one_says_so() -> None:
    found = CertificateFactory(valid_until=date(2027, 5, 9))
    assert "Dit certificaat is verlopen" in look(found.code).content.decode()
    found.valid_until = date(2027, 5, 10)
    found.save()
    assert "Dit certificaat is geldig" in look(found.code).content.decode()


def test_a_revoked_one_says_so_but_not_why() -> None:
    found = CertificateFactory(revoked_at=NOW, revoke_reason="Handtekening nagemaakt")
    text = look(found.code).content.decode()
    assert "Dit certificaat is ingetrokken" in text
    assert "nagemaakt" not in text


def test_a_guessed_code_shows_nothing() -> None:
    CertificateFactory()
    page = look(WRONG)
    assert page.status_code == 404
    assert "Geen certificaat gevonden" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_after_ten_wrong_codes_one_waits_ten_minutes() -> None:
    right = CertificateFactory().code
    client = Client()
    assert [look(WRONG, client).status_code for _turn in range(10)] == [404] * 10
    stopped = look(right, client)
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "600")
    assert "Probeer het over tien minuten opnieuw" in stopped.content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert look(right, elsewhere).status_code == 200
    cache.clear()  # as the cache itself does after the time that it was given
    assert look(right, client).status_code == 200


def test_one_home_with_many_addresses_counts_as_one() -> None:
    for turn in range(10):
        look(WRONG, Client(REMOTE_ADDR=f"2001:db8:1:2::{turn}"))
    assert look(WRONG, Client(REMOTE_ADDR="2001:db8:1:2::ff")).status_code == 429
    assert look(WRONG, Client(REMOTE_ADDR="2001:db8:1:3::ff")).status_code == 404


def test_right_codes_do_not_count() -> None:
    right = CertificateFactory().code
    client = Client()
    assert {look(right, client).status_code for _turn in range(15)} == {200}


def test_the_form_leads_to_the_page_of_the_code() -> None:
    found = CertificateFactory()
    address = reverse("training:check_form")
    answer = Client().get(address, {"code": found.grouped_code.lower().replace("-", " ")})
    assert answer["Location"] == reverse("training:check", args=[found.code])
    short = Client().get(address, {"code": "7K3M"})
    assert "Een code heeft 16 letters en cijfers" in short.content.decode()


def test_trainee_trainer_and_team_get_the_paper_and_nobody_else() -> None:
    found = CertificateFactory(name="Tara Vos")
    trainer = TrainerFactory()
    found.enrolment.cohort.trainers.add(trainer)
    address = reverse("training:certificate", args=[found.enrolment_id])
    for user in [found.enrolment.user, trainer.user, UserFactory(staff=True, second_step=True)]:
        answer = client_for(user).get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert "tara-vos" in answer["Content-Disposition"]
    assert client_for(UserFactory()).get(address).status_code == 404
    assert client_for(TrainerFactory().user).get(address).status_code == 404


def test_a_revoked_certificate_is_not_given_out() -> None:
    found = CertificateFactory(revoked_at=NOW, revoke_reason="Vergissing")
    address = reverse("training:certificate", args=[found.enrolment_id])
    assert client_for(found.enrolment.user).get(address).status_code == 404


@pytest.mark.parametrize("name", NASTY)
def test_a_name_never_becomes_code_of_the_paper(name: str) -> None:
    found: Certificate = CertificateFactory(name=name, programme=name)
    made = paper.made(found, url="https://andersom.example/certificaat/x/")
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made  # tagged
    assert b"pdfuaid:part" in made
    assert made.count(b"/Type /Page\n") + made.count(b"/Type/Page/") == 1
