"""Paper: a Typst template and plain values become a tagged PDF in the house style."""

import json
from pathlib import Path
from typing import Any

import typst
import weblate_fonts
from django.conf import settings

FONTS = Path(weblate_fonts.__file__).parent / "static" / "weblate_fonts" / "source-sans" / "ttf"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
ACCESSIBLE = "ua-1"


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Fill ``templates/<template>`` and return PDF/UA-1.

    The values travel as JSON beside the template (``json(bytes(sys.inputs.data))``) and are never
    pasted into it, so that a name with quotes or brackets stays a name.
    """
    return _compile(template, data, format="pdf", pdf_standards=ACCESSIBLE)


def png(template: str, data: dict[str, Any], *, ppi: float = 72) -> list[bytes]:
    """The same pages as pictures, one each."""
    made = _compile(template, data, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _compile(template: str, data: dict[str, Any], **options: Any) -> Any:
    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, default=str)},
        **options,
    )
