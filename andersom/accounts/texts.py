"""What allauth and Django's admin say, where their Dutch is missing or less polite than ours.

Named here so that our catalogue holds them: it goes before those of other packages.
"""

from django.utils.translation import gettext_noop as _

ALLAUTH_SAYS = (
    _("The email address and/or password you specified are not correct."),
    _("You must type the same email each time."),
    _("Your account has no password set up."),
    _("Your account has no verified email address."),
    _("Your email address is still pending verification."),
    _("Please reauthenticate to safeguard your account."),
    _("You cannot remove your primary email address."),
    _("Please type your current password."),
    _("You cannot add more than %d email addresses."),
    _("Your primary email address must be verified."),
    _("Be patient, you are sending too many requests."),
    _("Use your password"),
    _("You must type the same password each time."),
    _("You cannot deactivate two-factor authentication."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("You cannot activate two-factor authentication until you have verified your email address."),
    _("You cannot add an email address to an account protected by two-factor authentication."),
    _("You cannot remove your primary email address (%(email)s)."),
    _("You have confirmed %(email)s."),
    _("Successfully signed in as %(name)s."),
    _("You have signed out."),
    _("Password successfully set."),
)
ADMIN_SAYS = (
    _("Filter by %(field_name)s"),
    _("Search %(name)s"),
    _("Pagination %(name)s"),
    _("Pagination %(name)s entries"),
    _("Forgotten your login credentials?"),
    _(
        "Are you sure you want to delete the %(object_name)s “%(escaped_object)s”? All of the "
        "following related items will be deleted:"
    ),
    _(
        "Deleting the %(object_name)s “%(escaped_object)s” would require deleting the following "
        "protected related objects:"
    ),
)
