"""How forms look: the renderer that finds our templates, and a form for filters."""

from __future__ import annotations

from django import forms
from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Render fields with label, hint and error from ``templates/django/forms``.

    The form templates are our own names, so that the admin keeps its own look.
    """

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "ui/forms/formset.html"


class FilterForm(forms.Form):
    """A form of which everything is optional, so that no field needs to say so."""

    all_optional = True
    use_required_attribute = False
