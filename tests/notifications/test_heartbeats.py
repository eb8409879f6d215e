from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from andersom.notifications.domain import heartbeats
from andersom.notifications.models import Heartbeat
from tests.factories.notifications import EmailFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_look_that_succeeds_is_alive_until_five_minutes_later():
    with heartbeats.look("mail", at=NOW) as look:
        look.count = 3
    row = Heartbeat.objects.get()
    assert (row.name, row.last_look, row.count) == ("mail", NOW, 3)
    assert not Heartbeat.objects.late(NOW + timedelta(minutes=4)).exists()
    assert Heartbeat.objects.late(NOW + timedelta(minutes=6)).exists()


@pytest.mark.django_db
def test_look_that_fails_looked_but_did_not_succeed():
    with heartbeats.look("mail", at=NOW):
        pass
    later = NOW + timedelta(minutes=10)
    with pytest.raises(ZeroDivisionError), heartbeats.look("mail", at=later):
        _ = 1 / 0
    row = Heartbeat.objects.get()
    assert row.last_look == later
    assert row.last_success < later


@pytest.mark.django_db
def test_command_delivers_without_celery(sink):
    EmailFactory.create_batch(2)
    out = StringIO()
    call_command("sweep", stdout=out)
    assert out.getvalue() == "sent 2\n"
    assert len(sink.messages) == 2
    assert Heartbeat.objects.get(name="mail").count == 2
