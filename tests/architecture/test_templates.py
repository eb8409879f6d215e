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
FORM = re.compile(r"""<form\b(?=[^>]*\bmethod="post").*?</form>""", re.I | re.S)
SETS_A_VALUE = "sets one value: twice is once, and a page that is old may set it again"
ENTRANCE = "signing in and out: nobody is known yet to hold a key, or her session ends"
WITHOUT_KEY = {
    "components/hats.html": SETS_A_VALUE,
    "components/language.html": SETS_A_VALUE,
    "components/account_menu.html": ENTRANCE,
    "accounts/invitation_other_address.html": ENTRANCE,
    "account/": ENTRANCE,
    "mfa/": ENTRANCE,
    "usersessions/": "ends other sessions: twice is once",
}


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


def forms_of(name: str) -> list[str]:
    """What stands in each form of a template that posts, up to its end."""
    return FORM.findall((FOLDER / name).read_text())


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_form_that_posts_holds_a_key(name: str) -> None:
    """So that whatever it does is done once, however often it is sent (see `OnceMiddleware`)."""
    if name.startswith(tuple(WITHOUT_KEY)):
        pytest.skip(next(why for start, why in WITHOUT_KEY.items() if name.startswith(start)))
    assert [form for form in forms_of(name) if "{% form_key %}" not in form] == []


def test_forms_are_found_and_no_exception_is_stale() -> None:
    posting = [name for name in TEMPLATES if forms_of(name)]

    assert len(posting) > 50
    assert [start for start in WITHOUT_KEY if not any(n.startswith(start) for n in posting)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_form_is_missed_for_the_way_it_is_written(name: str) -> None:
    text = (FOLDER / name).read_text()
    assert len(re.findall(r"method=.?post", text, re.I)) == len(forms_of(name))
