"""Two of Flask-Security's pages, put differently.

Mail programs open links by themselves to look for danger. A link that confirmed at once would confirm addresses
nobody read mail at, so ours opens a page with a button.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue


def ask_first(confirm: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """Confirm on POST alone; a GET shows the button."""

    @functools.wraps(confirm)
    def asked(token: str) -> ResponseReturnValue:
        if request.method == "POST":
            return cast(ResponseReturnValue, confirm(token))
        return render_template("people/sign_in/confirm.html", token=token)

    return asked


def to_recovery_code(**_: Any) -> ResponseReturnValue:
    """Who cannot get at the app has recovery codes; nobody is let in by writing to an administrator."""
    return redirect(url_for("security.mf_recovery"))
