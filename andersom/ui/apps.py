from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look of every page: components, form renderer, icons, small charts."""

    name = "andersom.ui"
    label = "ui"
