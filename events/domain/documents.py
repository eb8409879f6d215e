"""Files with an event: PDF only, recognised by what is in them."""

import secrets

from django.core.files.uploadedfile import UploadedFile

from events.domain.refusals import Refused

MAX_BYTES = 10 * 1024 * 1024
HEAD, TAIL = b"%PDF-", b"%%EOF"
TAIL_BYTES = 1024  # the mark of the end stands somewhere in these last bytes
ENDING = ".pdf"


def clean(upload: UploadedFile) -> UploadedFile:
    """The same file under a random name. Raises Refused."""
    size = upload.size or 0
    if size == 0:
        raise Refused("file_empty")
    if size > MAX_BYTES:
        raise Refused("file_too_big")
    upload.seek(0)
    if upload.read(len(HEAD)) != HEAD:
        raise Refused("file_not_pdf")
    if not str(upload.name).lower().endswith(ENDING):
        raise Refused("file_other_name")
    upload.seek(max(size - TAIL_BYTES, 0))
    if TAIL not in upload.read():
        raise Refused("file_damaged")
    upload.seek(0)
    upload.name = secrets.token_urlsafe(16) + ENDING
    return upload
