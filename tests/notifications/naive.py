"""The negative control of `test_kill`: sends without claiming and marks when all is done."""

import os
import time


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "andersom.settings")
    django.setup()
    from django.core.mail import mailers
    from django.utils import timezone

    from andersom.notifications.domain.delivery import compose
    from andersom.notifications.models import Email

    while True:
        batch = list(Email.objects.due(timezone.now())[:25])
        with mailers["delivery"] as mailer:
            for email in batch:
                mailer.send_messages([compose(email)])
        keys = [email.pk for email in batch]
        Email.objects.filter(pk__in=keys).update(state="sent", sent_at=timezone.now())
        time.sleep(0.1)


if __name__ == "__main__":
    main()
