import ast
from importlib import import_module
from pathlib import Path

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


# --- Redis gives an unanswered message out again, so what waits in it is done many times ----------
ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("andersom", "events", "providers", "schools", "training")
LONGEST_WAIT = 60  # seconds


def long_waits(source: str) -> list[str]:
    """Where a task is told to wait for a moment, or for longer than a minute."""
    found = []
    for node in ast.walk(ast.parse(source)):
        named: list[tuple[object, ast.expr]] = []
        if isinstance(node, ast.Call):
            named = [(keyword.arg, keyword.value) for keyword in node.keywords]
        elif isinstance(node, ast.Dict):
            keys = [getattr(key, "value", None) for key in node.keys]
            named = list(zip(keys, node.values, strict=True))
        for name, value in named:
            seconds = value.value if isinstance(value, ast.Constant) else None
            short = isinstance(seconds, int | float) and seconds <= LONGEST_WAIT
            if name == "eta" or (name in {"countdown", "default_retry_delay"} and not short):
                found.append(f"{node.lineno}: {name}")
    return found


def test_no_task_waits_in_redis():
    files = [path for house in HOUSES for path in sorted((ROOT / house).rglob("*.py"))]
    assert len(files) > 100
    waits = {str(path): long_waits(path.read_text()) for path in files}
    assert {path: found for path, found in waits.items() if found} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("look.apply_async(countdown=61)", ["1: countdown"]),
        ("look.apply_async(countdown=HOUR)", ["1: countdown"]),
        ("look.apply_async(\n    eta=at)", ["1: eta"]),
        ("options = {'eta': at}", ["1: eta"]),
        ("shared_task(default_retry_delay=300)", ["1: default_retry_delay"]),
        ("look.apply_async(countdown=60, expires=3600)", []),
    ],
)
def test_control_a_task_that_waits_is_seen(source, found):
    assert long_waits(source) == found
