"""A polite no."""

from typing import Any

from training import texts


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An act that is not possible now. Nothing was changed.

    ``code`` is for programs, ``params`` holds the facts, ``text`` says it in the active language
    with what is possible instead. Codes: `training.texts.SENTENCES`.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params

    @property
    def text(self) -> str:
        return texts.sentence(self.code, self.params)

    def __str__(self) -> str:
        return self.text
