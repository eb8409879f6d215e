"""Where allauth asks us: the secrets of the second step are never readable in the database."""

import base64
import hashlib
from functools import cache

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts with the newest key of ``MFA_KEYS`` and reads what any of them wrote."""

    def encrypt(self, text: str) -> str:
        return vault(tuple(settings.MFA_KEYS)).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault(tuple(settings.MFA_KEYS)).decrypt(encrypted_text.encode()).decode()


@cache
def vault(keys: tuple[str, ...]) -> MultiFernet:
    """Keys may be any long random text; their hash is what Fernet wants."""
    hashed = (hashlib.sha256(key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in hashed])
