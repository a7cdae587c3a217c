"""The words of a text as search compares them: the same for both databases, since we cut them ourselves."""

import re
import unicodedata

LONGEST_WORD = 40  # letters; what is longer is an address of the web or a mistake
LONGEST_QUERY = 12  # words; more change no order that anyone could tell

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in their order, without case and accents: ``"Café-Möbel"`` is cafe, mobel."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


def indexed(*texts: str) -> str:
    """Each word of the texts once, sorted, a space before each: ``" cafe mobel"``.

    What the search index keeps. ``f" {beginning}" in indexed(text)`` tells whether some word begins so.
    """
    return "".join(
        f" {word}" for word in sorted({word[:LONGEST_WORD] for text in texts for word in words(text)})
    )


def asked(query: str) -> list[str]:
    """The words of a query, each once, at most twelve, in the order in which they were given."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words(query)))[:LONGEST_QUERY]
