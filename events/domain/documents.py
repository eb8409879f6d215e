"""Files with an event: PDF only, recognised by what is in them."""

import secrets
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 10 * 1024 * 1024
HEAD, TAIL = b"%PDF-", b"%%EOF"
TAIL_BYTES = 1024  # the mark of the end stands somewhere in these last bytes
ENDING = ".pdf"

SENTENCES: dict[str, Any] = {
    "empty": _("This file is empty. Choose another one."),
    "too_big": _("This file is larger than 10 MB. Make it smaller first."),
    "not_pdf": _("This is no PDF, whatever its name says. Save the document as a PDF first."),
    "other_name": _("This is a PDF, but its name does not end in .pdf. Rename it first."),
    "damaged": _("This PDF is not whole. Save it anew and try again."),
}


class Refused(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """``code`` is one of `SENTENCES`; ``text`` says it in the active language."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def text(self) -> str:
        return str(SENTENCES[self.code])


def clean(upload: UploadedFile) -> UploadedFile:
    """The same file under a random name. Raises Refused."""
    size = upload.size or 0
    if size == 0:
        raise Refused("empty")
    if size > MAX_BYTES:
        raise Refused("too_big")
    upload.seek(0)
    if upload.read(len(HEAD)) != HEAD:
        raise Refused("not_pdf")
    if not str(upload.name).lower().endswith(ENDING):
        raise Refused("other_name")
    upload.seek(max(size - TAIL_BYTES, 0))
    if TAIL not in upload.read():
        raise Refused("damaged")
    upload.seek(0)
    upload.name = secrets.token_urlsafe(16) + ENDING
    return upload
