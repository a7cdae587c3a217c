"""The base of every form: CSRF, translations, trimmed text, and a key that makes it act once."""

from __future__ import annotations

import re
from typing import Any, cast

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, StringField

from coop.web.once import form_key


def trimmed(text: str | None) -> str:
    """Text without the spaces people paste along."""
    return (text or "").strip()


class Form(FlaskForm):
    """Parent of all forms; text is trimmed before it is validated."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(unbound_field.field_class, StringField) and not filters:
                options = {**options, "filters": [trimmed]}
            return unbound_field.bind(form=form, **options)


class OnceForm(Form):
    """A form whose view is decorated with `coop.web.once.once`."""

    form_key = HiddenField(default=form_key)


class CentsField(IntegerField):
    """An amount typed as people write it (12, 12.50, 12,50), kept as integer cents."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data // 100}.{self.data % 100:02d}"

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = parse_cents(valuelist[0])
        except ValueError as error:
            self.data = cast(int, None)
            raise ValueError(self.gettext("Enter an amount of money, such as 12 or 12.50")) from error


class DayField(DateField):
    """A day; what cannot be read is answered with an example of what can."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("This day could not be read: write it like 2026-03-31")) from error


_AMOUNT = re.compile(r"[0-9]{1,9}([.,][0-9]{0,2})?")


def parse_cents(written: str) -> int:
    """Integer cents of `12`, `12.5`, `12.50` or `12,50`; raises ValueError for anything else."""
    if not _AMOUNT.fullmatch(written.strip()):
        raise ValueError(f"not an amount: {written!r}")
    whole, _dot, part = written.strip().replace(",", ".").partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)
