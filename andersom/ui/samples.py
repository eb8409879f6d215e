"""Sample values for the style page: no real people, no database."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from andersom.ui import calendar, charts, fields, steps, widgets
from andersom.ui.forms import FilterForm

LOCAL = ZoneInfo("Europe/Amsterdam")
DAYS = [("1", "Maandag"), ("2", "Dinsdag"), ("3", "Woensdag"), ("4", "Donderdag"), ("5", "Vrijdag")]
KINDS = [("trial", "Proef: een paar weken, dan samen terugkijken"), ("series", "Structureel")]
HATS = [
    SimpleNamespace(key="school:1", label="De Zeemeeuw", role_label="Schoolleider"),
    SimpleNamespace(key="provider:1", label="Stichting Klankrijk", role_label="Beheerder"),
]


class SampleForm(forms.Form):
    """One field of every kind, partly wrong."""

    title = forms.CharField(label="Titel van de aanvraag", help_text="Kort en herkenbaar.")
    start = forms.DateField(
        label="Startdatum",
        widget=widgets.DateInput,
        help_text="Een schooldag, bijvoorbeeld 1 februari 2027",
    )
    hours = forms.IntegerField(
        label="Uren per maand",
        max_value=22,
        error_messages={"max_value": "Vul hoogstens 22 uur per maand in."},
    )
    kind = forms.ChoiceField(
        label="Soort inzet", choices=KINDS, widget=forms.RadioSelect(attrs={"class": "list"})
    )
    days = forms.MultipleChoiceField(
        label="Voorkeursdagen", choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    grid = fields.DagdeelField(label="Dagdelen", help_text="Wanneer kan het?")
    years = fields.YearsField(label="Groepen")
    budget = fields.EuroField(label="Budget per les", required=False)
    domain = forms.ChoiceField(label="Domein", choices=[("", "Kies een domein"), ("1", "Muziek")])
    note = forms.CharField(label="Toelichting", widget=forms.Textarea, required=False)
    photo = forms.FileField(label="Foto", required=False, help_text="JPG of PNG, tot 5 MB")
    agree = forms.BooleanField(label="Het schoolteam staat achter deze aanvraag.")

    def clean_start(self) -> date:
        """Refuse the sample date, to show an error."""
        raise forms.ValidationError("De startdatum ligt in de kerstvakantie. Kies een schooldag.")


class SampleFilter(FilterForm):
    """What stands beside a list."""

    q = forms.CharField(label="Zoek")
    domain = forms.ChoiceField(
        label="Domein", choices=[("", "Alle domeinen"), ("1", "Muziek")], required=False
    )
    years = fields.YearsField(label="Groepen", required=False)


def _form() -> SampleForm:
    data: dict[str, Any] = {
        "title": "Muziek voor groep 5 tot en met 8",
        "start": "2026-12-24",
        "hours": "26",
        "kind": "trial",
        "days": ["2", "4"],
        "grid": ["2", "6", "7"],
        "years": ["4", "5", "6", "7"],
        "budget": "67,50",
        "domain": "1",
        "note": "Graag aandacht voor samen zingen en ritme.",
        "agree": "on",
    }
    return SampleForm(data)


def _month() -> calendar.Month:
    items = {}
    for number, state, tone in (
        (3, "Gegeven", "ok"),
        (10, "Gegeven", "ok"),
        (24, "Gepland", "info"),
    ):
        items[date(2026, 11, number)] = [
            calendar.Item(
                "Muziek 5A", time(10, 30), time(11, 30), "Jorrit Bakker", state, tone, "#"
            ),
            calendar.Item(
                "Muziek 6B", time(11, 30), time(12, 30), "Jorrit Bakker", state, tone, "#"
            ),
        ]
    items[date(2026, 11, 26)] = [
        calendar.Item("Dans 7A", time(13), time(14, 30), "", "Vervanging gezocht", "warn", "#")
    ]
    closed = {date(2026, 11, 17): "Studiedag"}
    return calendar.month(date(2026, 11, 1), items, today=date(2026, 11, 23), closed=closed)


def _matches() -> list[dict[str, Any]]:
    parts = [("Vakgebied", 30, 100), ("Dagen", 25, 100), ("Afstand", 20, 88), ("Ervaring", 15, 70)]
    first = [
        ("ok", "check", "Geeft muziek aan groep 5 t/m 8, precies wat u vraagt"),
        ("ok", "check", "Vrij op dinsdag en donderdag, uw voorkeursdagen"),
        ("ok", "check", "2,1 km van de school, 9 minuten fietsen"),
        ("ok", "check", "Scholing ‘Pedagogisch handelen’ afgerond (mrt 2026)"),
        ("warn", "warn", "Nog 12 uur per maand beschikbaar; u zoekt er 7"),
    ]
    second = [
        ("ok", "check", "Geeft muziek aan groep 3 t/m 8"),
        ("warn", "warn", "Alleen dinsdag vrij; donderdag vanaf februari"),
        ("ok", "check", "3,8 km van de school, 16 minuten fietsen"),
    ]
    return [
        {
            "name": "Stichting Klankrijk",
            "score": 921,
            "reasons": first,
            "parts": parts,
            "about": "Muziek · 6 vakprofessionals · Scheveningen",
        },
        {
            "name": "Muziekatelier De Haagse Noot",
            "score": 814,
            "reasons": second,
            "parts": parts,
            "about": "Muziek en dans · 3 vakprofessionals · Segbroek",
        },
    ]


def _lessons() -> list[dict[str, Any]]:
    rows = [
        (date(2026, 11, 24), "10:30 – 11:30", "5A", "Jorrit Bakker", 60, "Gegeven", "ok"),
        (date(2026, 11, 26), "13:00 – 14:30", "7A en 8A", "Meryem Yıldız", 90, "Gepland", "info"),
        (
            date(2026, 12, 3),
            "13:00 – 14:30",
            "7A en 8A",
            "Nog te bepalen",
            90,
            "Vervanging gezocht",
            "warn",
        ),
    ]
    names = ("day", "time", "group", "who", "minutes", "state", "tone")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _journal() -> list[dict[str, Any]]:
    rows = [
        (23, "Voorstel aangenomen", "Jorrit Bakker", "ok", "check"),
        (20, "Voorstel gedaan", "Fatma Öztürk", "info", "send"),
        (9, "Aanvraag opengezet", "Fatma Öztürk", "", ""),
    ]
    return [
        {
            "when": datetime(2026, 11, day, 10, 15, tzinfo=LOCAL),
            "title": title,
            "who": who,
            "tone": tone,
            "icon": icon,
            "text": "",
        }
        for day, title, who, tone, icon in rows
    ]


def everything() -> dict[str, Any]:
    """Return the context of the style page."""
    labels = ["Wat", "Waarom", "Groepen", "Wanneer", "Controleren"]
    return {
        "navigation": [
            {"label": label, "url": "#", "current": label == "Aanvragen", "badge": badge}
            for label, badge in (
                ("Overzicht", 0),
                ("Aanvragen", 2),
                ("Rooster", 0),
                ("Aanbod", 0),
                ("Scholing", 0),
            )
        ],
        "hats": SimpleNamespace(all=HATS, worn=HATS[0]),
        "form": _form(),
        "filter_form": SampleFilter({"q": "muziek"}),
        "month": _month(),
        "matches": _matches(),
        "lessons": _lessons(),
        "journal": _journal(),
        "form_steps": steps.form_steps(labels, 3, ["#", "#", "#"]),
        "life": [
            steps.Step("Kennismaken", "done", note="november"),
            steps.Step("Proef", "current", note="tot 1 februari"),
            steps.Step("Samen terugkijken"),
            steps.Step("Structureel"),
        ],
        "chart": charts.columns(
            "Lesuren per maand", [("sep", 12), ("okt", 18), ("nov", 22), ("dec", 9)], "Uren"
        ),
        "page_obj": Paginator(range(200), 20).page(4),
        "tabs": [
            {"label": "Open", "url": "#", "current": True, "count": 3},
            {"label": "Vervuld", "url": "#", "current": False, "count": 12},
            {"label": "Gesloten", "url": "#", "current": False, "count": 0},
        ],
        "facts": [
            ("Uren per maand", "22 uur"),
            ("Voorkeursdagen", "dinsdag en donderdag"),
            ("Start", "1 februari 2027"),
            ("Leerlingen", "4 groepen, 104 leerlingen"),
        ],
        "sample_messages": [
            Message(constants.SUCCESS, "De aanvraag is opgeslagen."),
            Message(constants.WARNING, "Nog 2 uur vrij in deze maand."),
        ],
    }
