"""The platform. Loading the Celery app here makes it the one that every process rings."""

from andersom.celery import app as celery_app

__all__ = ["celery_app"]
