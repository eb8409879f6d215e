from datetime import date

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation

from andersom.ui import charts, icons


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("name", icons.ICONS)
def test_every_icon_can_be_drawn(name):
    assert render("{% icon name %}", name=name).startswith('<svg class="icon"')


def test_icon_without_label_is_hidden_and_with_label_has_a_name():
    assert 'aria-hidden="true"' in render('{% icon "check" %}')
    named = render('{% icon "check" label %}', label="1 & 2")
    assert 'role="img" aria-label="1 &amp; 2"' in named


def test_icon_of_unknown_name_fails():
    with pytest.raises(KeyError):
        render('{% icon "nope" %}')


def test_badge_escapes_its_text():
    assert render("{% badge text 'ok' %}", text="<b>") == (
        '<span class="badge" data-tone="ok">&lt;b&gt;</span>'
    )


def test_day_is_a_time_element():
    assert render("{% day d %}", d=date(2026, 11, 24)) == (
        '<time datetime="2026-11-24">Tue 24 Nov</time>'
    )


def test_score_ring_never_rounds_up_to_full():
    html = render("{% score_ring 999 %}")
    assert "99%" in html
    assert 'stroke-dasharray="251.1 251.3"' in html


def test_hours_bar_says_in_words_what_it_draws():
    html = render("{% hours_bar 720 180 420 1320 %}")
    assert 'aria-label="12 hours given, 3 hours planned, 7 hours still free, of 22 hours"' in html
    assert html.count("<rect") == 3
    assert "Too much" not in html


def test_hours_bar_shows_what_is_over():
    html = render("{% hours_bar 1080 360 0 1320 %}")
    assert "Too much 2 hours" in html
    assert 'fill="url(#hatch-danger)"' in html


def test_hours_bar_draws_with_points_in_every_language():
    with translation.override("nl"):
        assert 'width="172.5"' in render("{% hours_bar 720 180 420 1320 %}")


def test_hours_segments_fill_the_bar():
    segments = charts.hours_segments(720, 180, 420, 1320)
    assert [part.kind for part in segments] == ["given", "planned", "left"]
    assert segments[-1].x + segments[-1].width + charts.GAP == pytest.approx(320, abs=0.1)


def test_hours_segments_of_nothing_are_nothing():
    assert charts.hours_segments(0, 0, 0, 0) == []


def test_columns_scale_to_the_highest():
    chart = charts.columns("Hours", [("sep", 10), ("okt", 20)])
    assert [column.height for column in chart.columns] == [67.5, 135.0]


@pytest.mark.parametrize(("label", "line"), [("Name", "Name: "), ("Why?", "Why? ")])
def test_summary_names_the_field_that_was_left_empty(label, line):
    form_class = type("OneForm", (forms.Form,), {"one": forms.CharField(label=label)})
    html = render("{% error_summary form %}", form=form_class({}))
    assert f"{line}{forms.Field.default_error_messages['required']}" in html


def test_pager_keeps_the_other_parameters(rf):
    request = rf.get("/aanbod/", {"q": "muziek", "tag": ["a", "b"], "page": "2"})
    page = Paginator(range(60), 20).page(2)
    html = render("{% pager page %}", page=page, request=request)
    assert "?q=muziek&amp;tag=a&amp;tag=b&amp;page=3" in html
    assert 'aria-current="page"' in html


def test_pager_of_one_page_is_absent():
    assert render("{% pager page %}", page=Paginator(range(3), 20).page(1)).strip() == ""


def test_sort_header_turns_round_and_starts_at_page_one(rf):
    request = rf.get("/", {"order": "date", "page": "3"})
    html = render('{% sort_header "Date" "date" %}', request=request)
    assert 'aria-sort="ascending"' in html
    assert 'href="?order=-date"' in html


def test_crumbs_end_without_a_link():
    html = render('{% crumbs "Requests" "/aanvragen/" "Music" %}')
    assert '<a href="/aanvragen/">Requests</a>' in html
    assert '<li aria-current="page">Music</li>' in html
