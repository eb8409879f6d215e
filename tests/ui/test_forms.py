import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from andersom.ui.forms import FilterForm


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the door.")
    note = forms.CharField(label="Note", required=False)
    days = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Mon"), ("2", "Tue")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="Agree")

    def clean(self):
        raise forms.ValidationError("The whole does not fit.")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def test_field_ties_label_hint_and_error_to_the_input():
    html = SampleForm(QueryDict(""))["name"].as_field_group()
    assert '<label for="id_name">Name</label>' in html
    assert '<div class="hint" id="id_name_helptext">As on the door.</div>' in html
    assert '<ul class="errorlist" id="id_name_error"><li>This field is required.</li></ul>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_field_marks_only_optional_fields():
    form = SampleForm()
    assert "(optional)" in form["note"].as_field_group()
    assert "(optional)" not in form["name"].as_field_group()


def test_filter_form_leaves_the_mark_out():
    class Search(FilterForm):
        q = forms.CharField(label="Search", required=False)

    assert "(optional)" not in Search()["q"].as_field_group()


def test_field_of_several_boxes_is_a_fieldset_with_a_legend():
    html = SampleForm(QueryDict(""))["days"].as_field_group()
    assert html.startswith(
        '<fieldset class="field " aria-describedby="id_days_error" data-invalid>'
    )
    assert "<legend>Days</legend>" in html
    assert '<div class="choices" id="id_days">' in html


def test_single_box_comes_before_its_label():
    html = SampleForm()["agree"].as_field_group()
    assert html.index("<input") < html.index("<span>Agree</span>")


def test_error_summary_links_to_each_field():
    html = render("{% error_summary form %}", form=SampleForm(QueryDict("")))
    assert 'role="alert" tabindex="-1"' in html
    assert '<a href="#id_name">Name: This field is required.</a>' in html
    assert '<a href="#id_days_0">Days: This field is required.</a>' in html
    assert "<li>The whole does not fit.</li>" in html


def test_error_summary_is_silent_before_anything_was_sent():
    assert render("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_form_repeats_general_errors_only_without_summary():
    both = render("{% error_summary form %}{{ form }}", form=SampleForm(QueryDict("")))
    alone = render("{{ form }}", form=SampleForm(QueryDict("")))
    assert both.count("The whole does not fit.") == 1
    assert alone.count("The whole does not fit.") == 1


def test_error_summary_takes_formsets():
    rows = forms.formset_factory(SampleForm, extra=1, min_num=1, validate_min=True)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "x"}
    html = render("{% error_summary rows %}", rows=rows(data))
    assert 'href="#id_form-0-days_0"' in html
