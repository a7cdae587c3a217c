"""What a listing's page says about booking it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import ngettext

from coop.market.listings.models import Listing
from coop.web import filters


def lead_time_said(listing: Listing) -> str:
    """How long before, and how far ahead, it can be booked."""
    hours, days = divmod(listing.notice_minutes, 60)[0], listing.notice_minutes // 1440
    if days and listing.notice_minutes % 1440 == 0:
        notice = ngettext("%(num)s day", "%(num)s days", days)
    elif hours:
        notice = ngettext("%(num)s hour", "%(num)s hours", hours)
    else:
        notice = filters.duration(listing.notice_minutes)
    ahead = ngettext("%(num)s day", "%(num)s days", listing.horizon_days)
    return str(_("At least %(notice)s before, up to %(ahead)s ahead.", notice=notice, ahead=ahead))


def mean_said(mean: Fraction) -> str:
    """A mean with one decimal, as the reader writes it."""
    value = Decimal(mean.numerator) / Decimal(mean.denominator)
    return str(format_decimal(value, format="0.0", locale=filters.locale()))
