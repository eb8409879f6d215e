"""Who wears a hat of demand: the members of a school."""

from collections.abc import Iterator

from andersom.accounts.hats import Hat
from andersom.accounts.models import User
from schools.models import Member

SCHOOL = "school"


def of_members(user: User) -> Iterator[Hat]:
    """One hat for each school that the person is a member of."""
    for member in Member.objects.filter(user=user).select_related("school").order_by("pk"):
        yield Hat(SCHOOL, member.school_id, member.school.name, str(member.get_role_display()))
