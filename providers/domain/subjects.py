"""Subjects as choices."""

from collections.abc import Iterable

from andersom.reference.models import SubjectTag


def grouped(tags: Iterable[SubjectTag]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices of subjects under the names of their domains; tags come with their domain."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for tag in tags:
        groups.setdefault(tag.domain.name, []).append((tag.pk, tag.name))
    return list(groups.items())
