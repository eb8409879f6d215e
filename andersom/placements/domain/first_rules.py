"""The rule on hours as the product starts: written once by a migration, then the team's to edit.

Sources: Beleidsregel Stcrt. 2020, 26759 (lapsed on 31 July 2024) and Stcrt. 2026, 7297. The text of
the newer rule still has to be laid beside these figures by the project team: see the note.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

VALID_FROM = date(2020, 8, 1)
NAME = "22 uur per maand"
SOURCE = "https://zoek.officielebekendmakingen.nl/stcrt-2026-7297.html"
NOTE = (
    "Stcrt. 2020, 26759 (vervallen 31-07-2024); Stcrt. 2026, 7297. "
    "Controleer de voorwaarden van de nieuwe regeling bij de bron."
)
AREAS = {
    "nederlands": ("licensed", "Instructie in taal blijft bij een bevoegde leerkracht."),
    "rekenen-en-wiskunde": (
        "licensed",
        "Instructie in rekenen blijft bij een bevoegde leerkracht.",
    ),
    "burgerschap": ("warn", "Spreek af wie welk deel van de les verzorgt."),
    "bewegen-en-sport": ("warn", "In groep 3 t/m 8 geldt een eigen bevoegdheid voor gymlessen."),
}


def fill(model: Callable[[str, str], Any], region: str) -> None:
    """Write the first rule set; ``model(app, name)`` gives the model, historical or present.

    A region that has a rule set keeps it. A learning area that is not there is left out.
    """
    rule_sets = model("placements", "RuleSet").objects
    if rule_sets.filter(region=region).exists():
        return
    rules = rule_sets.create(
        name=NAME, region=region, valid_from=VALID_FROM, source_url=SOURCE, note=NOTE
    )
    areas = model("reference", "LearningArea").objects.filter(slug__in=AREAS)
    model("placements", "AreaRule").objects.bulk_create(
        model("placements", "AreaRule")(
            rule_set=rules,
            learning_area=area,
            verdict=AREAS[area.slug][0],
            note=AREAS[area.slug][1],
        )
        for area in areas
    )
