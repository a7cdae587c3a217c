"""The style guide: every component of the look on one page, drawn with a stub of the app's context.

Run `python -m tests.web.look FOLDER` to write it there in both directions of writing, to be looked at.
"""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from coop.web import figures
from coop.web.drawings import KEYS, draw

ROOT = Path(__file__).parents[2]
SHARES = [SelectChoice(str(share), f"{share}%") for share in range(0, 101, 5)]


def money(cents: int) -> str:
    """Dollars, as the app's own `money` would write them in English."""
    return f"${cents / 100:,.2f}"


class Example(Form):
    """One field of every sort."""

    name = StringField("Your name", [InputRequired("Enter your name")], description="As neighbours know you.")
    email = EmailField("E-mail address", [InputRequired("Enter an e-mail address")])
    password = PasswordField("Password", description="Eight characters or more.")
    code = StringField("Code from your app")
    about = TextAreaField("About your work", [Optional()])
    unit = SelectField(
        "Priced", choices=[SelectChoice("hour", "by the hour"), SelectChoice("fixed", "as a whole")]
    )
    price = StringField("Price")
    day = DateField("First day", [Optional()])
    start = TimeField("From")
    photo = FileField("Picture", [Optional()], description="It is drawn anew, so that no place stays in it.")
    agree = BooleanField(
        "Show my name in the public list of members", description="You can change this later."
    )
    pay = RadioField(
        "How will you pay?",
        [InputRequired("Choose how you will pay")],
        choices=[SelectChoice("cash", "Cash, to Amira"), SelectChoice("transfer", "Transfer, to the co-op")],
    )
    slot = RadioField("When?", choices=[SelectChoice("a"), SelectChoice("b"), SelectChoice("c")], default="b")
    dividends = SelectField("Dividends to members by hours worked", choices=SHARES, default="40")
    reserve = SelectField("Collective reserve", choices=SHARES, default="20")
    education = SelectField("Education", choices=SHARES, default="10")


USES = [("Running costs", 119_760), ("Reserve", 80_017), ("Solidarity", 69_948), ("Education", 30_000)]
MONTHS = [
    ("Oct", 41_200),
    ("Nov", 96_150),
    ("Dec", 183_420),
    ("Jan", 240_010),
    ("Feb", 388_700),
    ("Mar", 529_911),
]
LINES = [
    ("To Amira", 7_980),
    ("Running the co-op", 400),
    ("Payment processor", 0),
    ("Reserve (expected)", 20),
    ("Tax", 0),
]


def context(direction: str) -> dict[str, object]:
    """What the app gives to every page, as documented at the head of base.html."""
    return {
        "locale": "ar" if direction == "rtl" else "en",
        "direction": direction,
        "coop": SimpleNamespace(name="Harbour Hands", member_count=43, accent_url=None),
        "fee": SimpleNamespace(rate="5%", rule_url="#", decision_url="#", decision_label="decision 12"),
        "current_person": SimpleNamespace(display_name="Amira"),
        "nav": SimpleNamespace(
            home_url="#",
            sign_out_url="#",
            unread=2,
            main=[
                (label, "#", label == "Ledger")
                for label in ("Find a service", "How we share", "Decisions", "Ledger")
            ],
            you=[(label, "#", False) for label in ("My work", "Bookings", "Inbox (2)", "Membership")],
            footer=[(label, "#", False) for label in ("Rules", "Algorithms", "Open data", "Verify us")],
        ),
        "languages": [
            ("English", "en", "#", True),
            ("Bahasa Melayu", "ms", "#", False),
            ("العربية", "ar", "#", False),
        ],
    }


def environment(asset_root: str = "") -> Environment:
    """The app's templates and this folder's, with stubs for the app's globals."""
    loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent)])
    env = Environment(
        loader=loader, undefined=StrictUndefined, autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    env.globals.update(
        asset=lambda name: asset_root + name,
        csrf_token=lambda: "token",
        money=money,
        amount=lambda cents: f"{cents / 100:,.2f}",
        form_key=lambda: "key",
        get_flashed_messages=lambda with_categories=False: [("success", "Saved."), ("stop", "Not saved.")],
    )
    return env


def style_guide(direction: str = "ltr", asset_root: str = "") -> str:
    """The page, with a form that was sent back and one that was not."""
    wrong = Example(MultiDict({"email": "amira@example.org", "unit": "hour", "slot": "a"}))
    wrong.validate()
    return (
        environment(asset_root)
        .get_template("styleguide.html")
        .render(
            **context(direction),
            form=wrong,
            plain=Example(),
            keys=sorted(KEYS),
            lines=LINES,
            bars=figures.bars(USES, money),
            pieces=figures.stack(LINES, money),
            chart=figures.line(MONTHS, money),
        )
    )


def write(folder: Path) -> None:
    """Write both directions, the static files and one drawing per category into a folder."""
    shutil.copytree(ROOT / "static", folder, dirs_exist_ok=True)
    for key in KEYS:
        (folder / f"drawn-{key}.svg").write_text(draw(key, "L-7"), encoding="utf-8")
    for direction in ("ltr", "rtl"):
        (folder / f"{direction}.html").write_text(style_guide(direction), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
