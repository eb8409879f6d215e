"""Supply: providers, their professionals, when these are free, and what they offer."""

from .availability import Availability, Unavailable
from .offer import CatalogueWord, Offer, OfferPhoto
from .professional import Professional, Qualification, VogRecord
from .provider import Member, Provider

__all__ = [
    "Availability",
    "CatalogueWord",
    "Member",
    "Offer",
    "OfferPhoto",
    "Professional",
    "Provider",
    "Qualification",
    "Unavailable",
    "VogRecord",
]
