"""The categories a new co-op starts with; stewards add and rename from here on.

Names are marked for translation: a page translates a name it knows and shows any other as it was written.
"""

from typing import NamedTuple


class Seed(NamedTuple):
    """A category: its key in addresses, its name, the drawing of listings without a photo."""

    key: str
    name: str
    drawing: str


def N_(message: str) -> str:
    """Mark a name for the translators."""
    return message


# Parents in their order, each with its children.
SEED: tuple[tuple[Seed, tuple[Seed, ...]], ...] = (
    (
        Seed("home", N_("Home and garden"), "cleaning"),
        (
            Seed("cleaning", N_("Cleaning"), "cleaning"),
            Seed("gardening", N_("Gardening"), "gardening"),
            Seed("repairs", N_("Repairs"), "repairs"),
            Seed("painting", N_("Painting and decorating"), "painting"),
        ),
    ),
    (
        Seed("people", N_("Care"), "care"),
        (
            Seed("care", N_("Care at home"), "care"),
            Seed("childcare", N_("Childcare"), "childcare"),
            Seed("pets", N_("Pets"), "pets"),
        ),
    ),
    (
        Seed("learning", N_("Lessons"), "tutoring"),
        (
            Seed("tutoring", N_("Tutoring"), "tutoring"),
            Seed("languages", N_("Languages and translation"), "languages"),
            Seed("music", N_("Music"), "music"),
        ),
    ),
    (
        Seed("transport", N_("Moving and driving"), "driving"),
        (
            Seed("moving", N_("Moving house"), "moving"),
            Seed("delivery", N_("Delivery"), "delivery"),
            Seed("driving", N_("Driving"), "driving"),
        ),
    ),
    (
        Seed("crafts", N_("Food and crafts"), "cooking"),
        (
            Seed("cooking", N_("Cooking"), "cooking"),
            Seed("sewing", N_("Sewing and mending"), "sewing"),
        ),
    ),
    (
        Seed("office", N_("Office and computers"), "computers"),
        (
            Seed("computers", N_("Computers and phones"), "computers"),
            Seed("accounts", N_("Bookkeeping and forms"), "accounts"),
        ),
    ),
)
