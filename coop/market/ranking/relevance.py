"""How well a listing answers the words of a search: our own count, since every database's is another.

The databases find candidates (FTS5, tsvector); their ranks are floats of different formulas, and would
order the same search differently. This one can be checked with a pencil.
"""

import re
import unicodedata
from collections.abc import Iterable

from coop.market.ranking.signals import ONE

LONGEST_QUERY = 12  # words; more change no order that anyone could tell

_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of a text as they are compared, without case and accents: ``"Café-Möbel"`` is cafe, mobel."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


def relevance(query: str, *, title: str, text: str) -> int:
    """The mean over the query's words, in millionths: 1 for a word in the title, a half if only in the text.

    ``text`` is all else that is searched (category, description). A word counts as there if some word
    begins with it, so ``clean`` finds ``cleaning``. Words given twice count once, those after the twelfth
    not. No words: 0.
    """
    asked = list(dict.fromkeys(words(query)))[:LONGEST_QUERY]
    if not asked:
        return 0
    in_title, in_text = set(words(title)), set(words(text))
    halves = sum(2 if _is_in(word, in_title) else 1 if _is_in(word, in_text) else 0 for word in asked)
    return ONE * halves // (2 * len(asked))


def _is_in(word: str, found: Iterable[str]) -> bool:
    return any(other.startswith(word) for other in found)
