"""Bytes to text: what banks send is UTF-8, UTF-16 or a Windows code page, and seldom says which."""

from __future__ import annotations

import codecs

from flask_babel import gettext as _

from coop.money.reconciliation.reading.statement import refused

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(content: bytes) -> str:
    """The text; raises BadStatement for what is no text."""
    if content.startswith(_UTF16):
        text = _as(content, "utf-16")
    elif content[1:64:2].count(0) > 20 or content[0:64:2].count(0) > 20:
        text = _as(content, "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _western(content)
    if "\x00" in text:
        raise refused(
            _("The file holds a zero byte: it is not a text file"),
            _("Download the statement as CSV, OFX or camt.053."),
            text[: text.index("\x00")].count("\n") + 1,
        )
    return text


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refused(
            _("The file begins as UTF-16 and breaks off in the middle of a letter"), _("Download it again.")
        ) from error


def _western(content: bytes) -> str:
    try:
        return content.decode("cp1252")  # latin-1 with the euro sign, which banks' latin-1 files do hold
    except UnicodeDecodeError:
        return content.decode("latin-1")
