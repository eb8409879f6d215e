"""A polite no to who wants to come, or to the team: what is the matter, and what to do instead."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    # who wants to come
    "twice": _("You are registered already. We have mailed the link to %(email)s again."),
    "same_address": _("%(email)s stands here twice. Everybody needs an address of their own."),
    "too_early": _("Registration has not opened yet. Come back later."),
    "too_late": _("Registration is closed. Mail the project team if you still want to come."),
    "not_open": _("You cannot register for this event."),
    "over": _("This event is over or has begun."),
    "for_providers": _(
        "This event is for providers. Sign in with an account of your provider, or become one."
    ),
    "for_schools": _("This event is for schools. Sign in with the account of your school."),
    "for_trainees": _(
        "This event is for participants of the training programme. Sign in with your own account."
    ),
    "no_place": _("You have no place at this event now, so there is nothing to choose."),
    "offer_over": _("The term is over and the place went to the next in line."),
    "answered": _("This was answered already. Below you see how it stands."),
    "round_full": _("%(round)s is full. Still free at that time: %(free)s."),
    "round_full_all": _("%(round)s is full, and so is the rest at that time."),
    "round_unknown": _("This round is no longer there. Look at the programme again."),
    "rounds_overlap": _("%(round)s is at the same time as another round that you chose."),
    # the team
    "in_past": _("This moment is past. Choose a moment to come."),
    "somebody_comes": _("People have registered already: close or cancel the event instead."),
    "does_not_fit": _("The programme no longer fits: %(item)s would end after the event does."),
    "registration_shut": _(
        "Registration would open after the event has begun. First move the registration forward."
    ),
    "wrong_state": _("This is not possible now: the event is %(state)s."),
    "clash": _("Somebody or something would be in two places at once. Look at the programme."),
    # the door
    "unknown_code": _("This code is not known. Look for the name in the list."),
    "other_event": _("This code belongs to another event. Look for the name in the list."),
    "door_shut": _("The door opens on the day itself, from %(time)s."),
    "not_coming": _("%(name)s has no place here: %(state)s."),
    "full_at_the_door": _(
        "All %(places)s places are taken. Is there room after all? Then raise the number first."
    ),
    # contact
    "hello_sent": _("You have said hello to %(name)s already."),
    "not_there": _("This visitor is not there any more, or does not want to be seen."),
    "after_the_event": _("This is possible when the event is over."),
    # the wall
    "wall_closed": _("The wall of this event is closed."),
    "theme_twice": _("There is a theme with this name already."),
    "card_gone": _("This card or theme is no longer there. Look at the wall again."),
    # documents and recap
    "file_empty": _("This file is empty. Choose another one."),
    "file_too_big": _("This file is larger than 10 MB. Make it smaller first."),
    "file_not_pdf": _("This is no PDF, whatever its name says. Save the document as a PDF first."),
    "file_other_name": _("This is a PDF, but its name does not end in .pdf. Rename it first."),
    "file_damaged": _("This PDF is not whole. Save it anew and try again."),
    "recap_empty": _("Write the recap first."),
}


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Not possible now; nothing was changed. ``code`` is for programs, ``params`` holds facts.

    ``text`` says it in the active language with what is possible instead.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params

    @property
    def text(self) -> str:
        return str(SENTENCES[self.code]) % self.params

    def __str__(self) -> str:
        return self.text
