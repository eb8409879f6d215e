"""The stylesheets and templates keep the rules of the house that no linter knows."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CSS = ROOT / "static" / "css"
SHEETS = sorted(set(CSS.glob("*.css")) - {CSS / "admin.css"})  # the admin has colours of its own
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\bsrc=)|javascript:""")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_stylesheet_takes_its_colours_from_the_tokens(sheet):
    if sheet.name == "tokens.css":
        return
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
    bare = re.findall(r"#[0-9a-f]{3,8}\b(?=[^{]*[;}])", text)
    assert [colour for colour in bare if colour != "#fff"] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_stylesheet_uses_only_tokens_that_exist(sheet):
    everything = "".join(one.read_text() for one in SHEETS)
    used = set(re.findall(r"var\((--[a-z0-9-]+)\s*\)", sheet.read_text()))
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", everything))
    assert used - defined == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: str(one.relative_to(ROOT)))
def test_template_has_nothing_inline(template):
    if "emails" in template.parts:
        return
    assert INLINE.findall(template.read_text()) == []
