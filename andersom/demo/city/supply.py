"""Providers of the demo city, their professionals and what they offer."""

from datetime import timedelta
from typing import Any

from django.utils.text import slugify

from andersom.demo.city import pictures, texts
from andersom.demo.city.days import Days
from andersom.demo.city.people import HOST, Town
from andersom.lib.dates import local_date
from andersom.reference.models import LearningArea, PostcodeArea, SubjectTag
from providers.domain import (
    availability,
    offers,
    photos,
    professionals,
    profile,
    registration,
    review,
    vog,
)
from providers.models import Member, Offer, Professional, Provider, Qualification
from providers.states import Review

REGISTERED, SUBMITTED, APPROVED = (timedelta(days=days) for days in (480, 476, 470))
# Certificates of conduct: issued and seen so many days ago. They count for 36 months.
VOG = {"valid": (420, 400), "soon": (1065, 1050)}
BOTH_HATS_PROVIDER = "De Groene Klas"


class Supply:
    """Makes providers; remembers professionals by name."""

    def __init__(self, town: Town, days: Days) -> None:
        self.town, self.days = town, days
        self.areas = {area.pc4: area for area in PostcodeArea.objects.all()}
        self.learning_areas = {area.slug: area for area in LearningArea.objects.all()}
        tags = SubjectTag.objects.select_related("domain").order_by("-domain__position")
        self.tags = {tag.name: tag for tag in tags}
        self.people: dict[str, Professional] = {}

    def build(self) -> None:
        for row in texts.providers():
            self._provider(row)
        both = Provider.objects.get(name=BOTH_HATS_PROVIDER)
        editor = self.town.account("tweepetten")
        Member.objects.create(provider=both, user=editor, role=Member.Role.EDITOR)

    def owner_of(self, professional: Professional) -> Any:
        return professional.provider.members.owners().select_related("user").get().user

    def _provider(self, row: dict[str, Any]) -> None:
        owner, born = self.town[row["owner"]], self.days.at - REGISTERED
        state = row.get("state", Review.APPROVED)
        if state != Review.APPROVED:  # these came last week
            born = self.days.at - timedelta(days=6)
        slug = slugify(row["name"])
        details = registration.Details(
            row["name"], row["kvk"], f"info@{slug}.{HOST}", "070 555 01 20", self.areas[row["pc4"]]
        )
        provider = registration.register(details, by=owner, at=born)
        provider.summary, provider.description = row["summary"], row["description"]
        provider.vision, provider.website = row["vision"], f"https://{slug}.example"
        profile.save(provider, by=owner, at=born)
        if row.get("logo"):
            self._logo(provider, owner)
        for person in row.get("people", []):
            self._professional(provider, person, owner)
        if state != Review.DRAFT:
            review.submit(provider, by=owner, at=max(born, self.days.at - SUBMITTED))
        if state == Review.APPROVED:
            review.approve(provider, by=self.town.team, at=self.days.at - APPROVED)
        for offer in row.get("offer", []):
            self._offer(provider, offer, owner)

    def _logo(self, provider: Provider, owner: Any) -> None:
        drawing = pictures.logo(provider.name)
        size = drawing.getbuffer().nbytes
        profile.set_logo(provider, drawing, size, by=owner, at=self.days.at - REGISTERED)

    # --- People -----------------------------------------------------------------------------------

    def _professional(self, provider: Provider, row: dict[str, Any], owner: Any) -> None:
        tags = [self.tags[name] for name in row["tags"]]
        professional = Professional(
            provider=provider,
            name=row["name"],
            introduction=row["about"],
            postcode_area=self.areas[row["pc4"]],
            licence=row.get("licence", Professional.Licence.SUBJECT_COMPETENT),
            years=texts.years(row["years"]),
            languages=texts.languages(row.get("languages", [])),
            travel_radius=row["radius"] * 1000,
            weekly_capacity=row["hours"] * 60,
            hourly_rate=row["rate"] * 100,
        )
        if account := row.get("account"):
            professional.user = self.town.account(account)
        at = provider.created_at + timedelta(hours=1)
        sets = {"domains": {tag.domain for tag in tags}, "tags": tags, "learning_areas": []}
        professionals.save(professional, sets, by=owner, at=at)
        grid = texts.dagdelen(row["free"])
        availability.change(professional, grid=grid, start=local_date(at), by=owner, at=at)
        if not row.get("active", True):
            professionals.set_active(professional, False, by=owner, at=self.days.at)
        self._papers(professional, row, owner)
        self.people[professional.name] = professional

    def _papers(self, professional: Professional, row: dict[str, Any], owner: Any) -> None:
        today = self.days.today
        if found := VOG.get(row.get("vog", "valid")):
            issued, seen = (today - timedelta(days=ago) for ago in found)
            vog.register(
                professional,
                issued_on=issued,
                seen_on=seen,
                organisation=professional.provider.name,
                by=owner,
            )
        if row.get("certificate"):
            Qualification.objects.create(
                professional=professional,
                kind=Qualification.Kind.CERTIFICATE,
                title="Scholingstraject vakprofessionals",
                valid_from=today - timedelta(days=450),
                source="Andersom Den Haag",
            )

    # --- Offers -----------------------------------------------------------------------------------

    def _offer(self, provider: Provider, row: dict[str, Any], owner: Any) -> None:
        tags = [self.tags[name] for name in row["tags"]]
        offer = Offer(
            provider=provider,
            title=row["title"],
            summary=row["summary"],
            description=row["description"].strip(),
            goals=row["goals"],
            domain=tags[0].domain,
            learning_area=self.learning_areas[row["area"]],
            years=texts.years(row["years"]),
            group_size=row.get("size", 30),
            lesson_minutes=row["minutes"],
            lessons=row["lessons"],
            rate=row["rate"] * 100,
            rate_unit=row.get("unit", Offer.RateUnit.LESSON),
            travel=row["travel"] * 100,
            material=row.get("material", 0) * 100,
            vat=row.get("vat", Offer.Vat.EXEMPT),
        )
        at = self.days.at - APPROVED
        sets = {"tags": tags, "professionals": [self.people[name] for name in row["by"]]}
        offers.save(offer, sets, by=owner, at=at)
        if row.get("photo"):
            drawing = pictures.photo(offer.slug)
            size = drawing.getbuffer().nbytes
            photos.add(offer, drawing, size, alt=pictures.ALT, by=owner, at=at)
        self._review(offer, row, owner)

    def _review(self, offer: Offer, row: dict[str, Any], owner: Any) -> None:
        state = row.get("state", Review.APPROVED)
        if state == Review.DRAFT:
            return
        recent = state != Review.APPROVED
        at = self.days.at - (timedelta(days=3) if recent else APPROVED)
        review.submit(offer, by=owner, at=at)
        at += timedelta(days=1)
        if state == Review.APPROVED:
            review.approve(offer, by=self.town.team, at=at)
        elif state == Review.CHANGES_ASKED:
            review.ask_changes(offer, by=self.town.team, at=at, reason=row["reason"])
