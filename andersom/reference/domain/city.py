"""What The Hague is made of, as the product starts: districts, postcode areas, domains, subjects.

Written once by a migration; from then on the project team edits the rows in the admin, so nothing
here overwrites a row that exists. Centres of postcode areas are WGS84 degrees, rounded to 0.001.
"""

from collections.abc import Callable
from typing import Any

from django.utils.text import slugify

from andersom.lib import geo

CENTRUM, ESCAMP, HAAGSE_HOUT, LAAK = "Centrum", "Escamp", "Haagse Hout", "Laak"
LEIDSCHENVEEN, LOOSDUINEN = "Leidschenveen-Ypenburg", "Loosduinen"
SCHEVENINGEN, SEGBROEK = "Scheveningen", "Segbroek"
DISTRICTS = (
    CENTRUM,
    ESCAMP,
    HAAGSE_HOUT,
    LAAK,
    LEIDSCHENVEEN,
    LOOSDUINEN,
    SCHEVENINGEN,
    SEGBROEK,
)

# Some areas lie in two districts; the one with most of their homes is named.
CENTRES = {
    CENTRUM: """
        2511 52.079 4.319   2512 52.074 4.305   2513 52.080 4.300   2514 52.085 4.310
        2515 52.071 4.318   2518 52.080 4.290   2525 52.061 4.303   2526 52.069 4.308
        2571 52.069 4.287   2572 52.064 4.294   2585 52.094 4.300""",
    ESCAMP: """
        2531 52.050 4.305   2532 52.045 4.294   2533 52.052 4.287   2541 52.043 4.281
        2542 52.038 4.270   2543 52.041 4.261   2544 52.038 4.246   2545 52.052 4.269
        2546 52.058 4.273   2547 52.062 4.268   2548 52.031 4.290   2573 52.064 4.284
        2574 52.064 4.278""",
    HAAGSE_HOUT: """
        2591 52.091 4.363   2592 52.091 4.350   2593 52.086 4.343   2594 52.094 4.341
        2595 52.081 4.332   2596 52.094 4.320   2597 52.110 4.316""",
    LAAK: """
        2516 52.066 4.341   2521 52.063 4.320   2522 52.060 4.329   2523 52.057 4.318
        2524 52.053 4.315""",
    LEIDSCHENVEEN: """
        2491 52.070 4.388   2492 52.064 4.413   2493 52.057 4.404   2495 52.056 4.361
        2496 52.049 4.371   2497 52.039 4.363   2498 52.032 4.383""",
    LOOSDUINEN: """
        2551 52.060 4.236   2552 52.054 4.248   2553 52.047 4.218   2554 52.069 4.223
        2555 52.066 4.239""",
    SCHEVENINGEN: """
        2517 52.090 4.287   2581 52.092 4.270   2582 52.094 4.276   2583 52.091 4.254
        2584 52.102 4.281   2586 52.110 4.281   2587 52.112 4.295""",
    SEGBROEK: """
        2561 52.078 4.281   2562 52.075 4.283   2563 52.070 4.269   2564 52.068 4.259
        2565 52.076 4.260   2566 52.081 4.254""",
}
POST_BOXES = (2490, *range(2500, 2510))

DOMAINS = {
    "Kunst & Cultuur": "beeldend dans drama erfgoed film fotografie muziek poëzie theater",
    "Sport & Beweging": "atletiek balsport circus freerunning judo schaken turnen yoga zwemmen",
    "Natuur & Milieu": "dieren duurzaamheid koken natuur tuin voeding water",
    "Wetenschap & Techniek": "bouwen elektronica proefjes robotica ruimtevaart techniek",
    "Media & Digitale Geletterdheid": "games mediawijsheid podcast programmeren video vloggen",
    "Burgerschap & Persoonlijke Ontwikkeling": "debat democratie filosofie geldwijs "
    "sociale-vaardigheden verkeer weerbaarheid wereldburgerschap",
}
LEARNING_AREAS = (
    "Nederlands",
    "Rekenen en wiskunde",
    "Burgerschap",
    "Digitale geletterdheid",
    "Bewegen en sport",
    "Kunst en cultuur",
    "Mens en maatschappij",
    "Mens en natuur",
    "Moderne vreemde talen",
)


def fill(model: Callable[[str], Any]) -> None:
    """Add what is missing; ``model("District")`` gives the model, of a migration or of today."""
    districts = {name: _named(model("District"), name) for name in DISTRICTS}
    for name, areas in CENTRES.items():
        for pc4, lat, lon in _triples(areas):
            _place(model("PostcodeArea"), pc4, lat, lon, districts[name])
    for pc4 in POST_BOXES:
        model("PostcodeArea").objects.get_or_create(pc4=str(pc4), defaults={"post_box": True})
    for position, (name, tags) in enumerate(DOMAINS.items(), 1):
        domain = _named(model("Domain"), name, position=position)
        for tag in tags.split():
            model("SubjectTag").objects.get_or_create(
                domain=domain, slug=slugify(tag), defaults={"name": tag.replace("-", " ")}
            )
    for position, name in enumerate(LEARNING_AREAS, 1):
        _named(model("LearningArea"), name, position=position)


def _triples(areas: str) -> list[tuple[str, float, float]]:
    words = areas.split()
    return [
        (words[at], float(words[at + 1]), float(words[at + 2])) for at in range(0, len(words), 3)
    ]


def _named(model: Any, name: str, **fields: Any) -> Any:
    found, _created = model.objects.get_or_create(
        slug=slugify(name), defaults={"name": name} | fields
    )
    return found


def _place(model: Any, pc4: str, lat: float, lon: float, district: Any) -> None:
    centre = geo.position(lat, lon)
    model.objects.get_or_create(
        pc4=pc4,
        defaults={
            "latitude": lat,
            "longitude": lon,
            "district": district,
            **centre._asdict(),
        },
    )
