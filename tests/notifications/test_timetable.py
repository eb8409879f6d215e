from importlib import import_module

import pytest
from celery import Task, current_app

from andersom import beat


@pytest.mark.parametrize("name", beat.TIMETABLE)
def test_every_tick_names_a_task(name):
    path = beat.TIMETABLE[name]["task"]
    module, _, attribute = path.rpartition(".")
    task = getattr(import_module(module), attribute)
    assert isinstance(task, Task)
    assert task.name == path
    assert path in current_app.tasks


@pytest.mark.parametrize("name", beat.TIMETABLE)
def test_tick_that_nobody_fetches_does_not_pile_up(name):
    entry = beat.TIMETABLE[name]
    assert entry["options"]["expires"] <= entry["schedule"]


def test_every_look_is_taken_again_when_its_worker_dies():
    conf = current_app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]
