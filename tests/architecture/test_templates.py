"""Every template compiles, links to routes that exist, and holds no inline code."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import FilterExpression, Node, Template
from django.template.defaulttags import URLNode

from tests.architecture.routes import all_routes

FOLDER: Path = settings.BASE_DIR / "templates"
TEMPLATES = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in FOLDER.rglob("*")
    if path.suffix in {".html", ".txt", ".xml"}
)
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|javascript:|<script(?![^>]*\ssrc=)""", re.I
)


def parsed(name: str) -> Template:
    template: Template = engines["django"].get_template(name).template
    return template


def literal(expression: FilterExpression) -> str:
    """The route's name when it is written out; empty when it is a variable."""
    return expression.var if isinstance(expression.var, str) else ""


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 50


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles_and_its_links_exist(name: str) -> None:
    known = {route.name for route in all_routes()}
    nodes: list[Node] = parsed(name).nodelist.get_nodes_by_type(URLNode)
    used = {literal(node.view_name) for node in nodes} - {""}
    assert used <= known


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_no_inline_code(name: str) -> None:
    if name.startswith("emails/"):
        pytest.skip("mail clients want their styles inline")
    assert INLINE.findall((FOLDER / name).read_text()) == []
