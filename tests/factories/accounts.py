from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone
from factory.django import DjangoModelFactory

from andersom.accounts.models import Invitation, User

PASSWORD = "een-heel-lang-wachtwoord"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UserFactory(DjangoModelFactory):
    """A person who can sign in: password `PASSWORD`, address verified."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_staff=True, is_superuser=True)
        deactivated = factory.Trait(is_active=False)

    email = factory.Sequence(lambda number: f"mens{number}@example.org")
    name = factory.Sequence(lambda number: f"Mens {number}")

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **fields: object) -> User:
        password = fields.pop("password", PASSWORD)
        user = model_class.objects.create_user(password=password, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    @factory.post_generation
    def second_step(self, create: bool, wanted: bool, **kwargs: object) -> None:
        if wanted:
            TOTP.activate(self, TOTP_SECRET)


class InvitationFactory(DjangoModelFactory):
    """An open invitation of the kind that tests register."""

    class Meta:
        model = Invitation

    class Params:
        accepted = factory.Trait(accepted_at=factory.LazyFunction(timezone.now))
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))
        expired = factory.Trait(
            expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
        )

    kind = "choir"
    object_id = 1
    role = "singer"
    email = factory.Sequence(lambda number: f"gast{number}@example.org")
    name = "Gast"
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
