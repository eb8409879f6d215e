"""What an offer costs in all: whole cents, halves rounded up, every part shown."""

from dataclasses import dataclass

from providers.models import Offer

VAT_PERCENT = {Offer.Vat.EXEMPT: 0, Offer.Vat.LOW: 9, Offer.Vat.HIGH: 21}


@dataclass(frozen=True, slots=True)
class Parts:
    """Price parts in cents without VAT; ``rate`` counts per ``unit`` (`Offer.RateUnit`)."""

    rate: int
    unit: str
    lessons: int
    lesson_minutes: int
    travel: int = 0  # per lesson
    material: int = 0  # for the whole series
    vat: str = Offer.Vat.EXEMPT
    group_size: int = 30


@dataclass(frozen=True, slots=True)
class Total:
    """Cents; ``work + travel + material + vat == total``, all for the whole series."""

    work: int
    travel: int
    material: int
    vat: int
    total: int
    per_lesson: int
    per_pupil: int  # of a full group


def total(parts: Parts) -> Total:
    """Add up a series. The trigger of migration 0002_search computes ``per_lesson`` the same."""
    work = _work(parts)
    travel = parts.travel * parts.lessons
    net = work + travel + parts.material
    vat = _share(net * VAT_PERCENT[Offer.Vat(parts.vat)], 100)
    gross = net + vat
    return Total(
        work=work,
        travel=travel,
        material=parts.material,
        vat=vat,
        total=gross,
        per_lesson=_share(gross, parts.lessons),
        per_pupil=_share(gross, parts.group_size),
    )


def of_offer(offer: Offer) -> Total:
    return total(
        Parts(
            rate=offer.rate,
            unit=offer.rate_unit,
            lessons=offer.lessons,
            lesson_minutes=offer.lesson_minutes,
            travel=offer.travel,
            material=offer.material,
            vat=offer.vat,
            group_size=offer.group_size,
        )
    )


def _work(parts: Parts) -> int:
    if parts.unit == Offer.RateUnit.HOUR:
        return _share(parts.rate * parts.lesson_minutes * parts.lessons, 60)
    if parts.unit == Offer.RateUnit.LESSON:
        return parts.rate * parts.lessons
    return parts.rate


def _share(amount: int, by: int) -> int:
    """Divide, halves up; amounts are never negative."""
    return (amount + by // 2) // by
