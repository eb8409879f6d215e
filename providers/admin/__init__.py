"""What the project team does with supply, through the same verbs as everybody."""

from . import offer, professional, provider

__all__ = ["offer", "professional", "provider"]
