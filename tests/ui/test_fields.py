import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from andersom.ui.fields import DagdeelField, EuroField, YearsField


class WeekForm(forms.Form):
    grid = DagdeelField(label="Grid")
    years = YearsField(label="Years", required=False)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_dagdeel_field_makes_a_mask_of_bit_numbers():
    form = WeekForm(QueryDict("grid=0&grid=3&years=4&years=7"))
    assert form.is_valid()
    assert form.cleaned_data == {"grid": 0b1001, "years": 0b10010000}


def test_dagdeel_field_asks_for_at_least_one():
    form = WeekForm(QueryDict(""))
    assert form.errors == {"grid": ["Choose at least one."]}


@pytest.mark.parametrize("bad", ["10", "-1", "x", "١", "1.0", "", "999999999999"])
def test_dagdeel_field_refuses_what_is_no_bit(bad):
    form = WeekForm(QueryDict(f"grid={bad}&grid=1"))
    assert form.errors == {"grid": ["Choose only from what is offered."]}


def test_dagdeel_field_counts_a_doubled_tick_once():
    assert WeekForm(QueryDict("grid=2&grid=2")).fields["grid"].clean(["2", "2"]) == 4


def test_bitmask_field_sees_change_as_masks():
    field = YearsField()
    assert not field.has_changed(0b101, ["2", "0"])
    assert field.has_changed(0b101, ["0"])
    assert field.has_changed(0b101, ["x"])


def test_dagdeel_grid_shows_the_mask_and_names_each_box():
    html = str(WeekForm(initial={"grid": 0b1001})["grid"])
    assert html.count(" checked") == 2
    assert 'value="3" id="id_grid_3" aria-label="Tuesday afternoon" data-day="1" checked' in html
    assert html.count('type="checkbox"') == 10


def test_dagdeel_grid_keeps_what_was_posted():
    html = str(WeekForm(QueryDict("grid=9"))["grid"])
    assert 'value="9" id="id_grid_9" aria-label="Friday afternoon" data-day="4" checked' in html


def test_dagdeel_grid_says_which_boxes_are_wrong():
    assert str(WeekForm(QueryDict(""))["grid"]).count('aria-invalid="true"') == 10


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12,50", 1250),
        ("12.5", 1250),
        ("€ 1.250", 125000),
        ("1.250,75", 125075),
        ("0", 0),
        ("7,-", 700),
        (" 45 ", 4500),
        ("", None),
    ],
)
def test_euro_field_reads_amounts_the_dutch_way(typed, cents):
    assert EuroField(required=False).clean(typed) == cents


@pytest.mark.parametrize("typed", ["twaalf", "12,505", "-3", "1,2,3", "12.34.56", "1e3", "١٢"])
def test_euro_field_refuses_what_is_no_amount(typed):
    with pytest.raises(forms.ValidationError, match="Enter an amount in euros"):
        EuroField().clean(typed)


def test_euro_field_holds_its_limits():
    with pytest.raises(forms.ValidationError, match=r"at most € 100\.00"):
        EuroField(max_cents=10_000).clean("100,01")
    assert EuroField(max_cents=10_000).clean("100") == 10_000


def test_euro_input_shows_cents_as_euros_and_text_as_typed():
    class PriceForm(forms.Form):
        price = EuroField()

    with translation.override("nl"):
        assert 'value="67,50"' in str(PriceForm(initial={"price": 6750})["price"])
        assert 'value="veel"' in str(PriceForm({"price": "veel"})["price"])
