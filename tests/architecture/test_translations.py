"""Every text of code and templates stands in the Dutch catalogue, translated."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
TOOLS = Path(sys.executable).parent
NO_SOURCE = shutil.ignore_patterns(".*", "var", "tests", "docs", "__pycache__", "*.mo", "static")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template with all texts, collected from a copy because makemessages writes in place."""
    copy = tmp_path_factory.mktemp("texts") / "checkout"
    shutil.copytree(ROOT, copy, ignore=NO_SOURCE)
    (copy / "static").mkdir()
    words = ["makemessages", "--locale=nl", "--keep-pot", "--extension=html,txt,md,mjml,py"]
    subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=copy,
        env={"PATH": f"{TOOLS}:/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )
    return copy / "locale" / "django.pot"


def test_every_text_has_its_dutch(texts: Path) -> None:
    """`msgcmp` names each text that is missing, untranslated or marked as doubtful."""
    dutch = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"

    compared = subprocess.run(
        [TOOLS / "msgcmp", dutch, texts], check=False, capture_output=True, text=True
    )

    wrong = [line for line in compared.stderr.splitlines() if "not used" not in line]
    assert compared.returncode == 0, "\n".join(wrong)


@pytest.mark.parametrize("catalogue", sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")), ids=str)
def test_placeholders_and_plurals_agree(catalogue: Path) -> None:
    checked = subprocess.run(
        [TOOLS / "msgfmt", "--check", "--output-file=/dev/null", catalogue],
        check=False,
        capture_output=True,
        text=True,
    )

    assert checked.returncode == 0, checked.stderr
