import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from andersom.ui import htmx, samples


def seen(**headers):
    request = RequestFactory().get("/", headers=headers)
    HtmxMiddleware(lambda _request: HttpResponse())(request)
    return request


def test_style_page_shows_every_component_without_a_request():
    html = render_to_string("ui/gallery.html", samples.everything())
    assert "<h1>Muziek voor groep 5 tot en met 8</h1>" in html
    assert "style=" not in html
    assert "onclick" not in html
    assert "<script>" not in html


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_page_needs_no_context(code):
    html = render_to_string(f"{code}.html")
    assert html.count("<h1>") == 1
    assert 'href="/"' in html


def test_partial_is_asked_for_by_htmx_only():
    assert htmx.is_partial(seen(**{"HX-Request": "true"}))
    assert not htmx.is_partial(seen())
    assert not htmx.is_partial(seen(**{"HX-Request": "true", "HX-Boosted": "true"}))


def test_redirect_reaches_htmx_and_browsers():
    assert htmx.redirect(seen(), "/aanbod/").status_code == 302
    assert htmx.redirect(seen(**{"HX-Request": "true"}), "/aanbod/")["HX-Redirect"] == "/aanbod/"
