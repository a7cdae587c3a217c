"""How well a listing answers the words of a search: our own count, since every database's is another.

The databases find candidates (FTS5, tsvector); their ranks are floats of different formulas, and would
order the same search differently. This one can be checked with a pencil.
"""

from collections.abc import Sequence

from coop.market.ranking.signals import ONE
from coop.market.words import asked, indexed, words

__all__ = ["relevance", "relevance_of", "words"]


def relevance(query: str, *, title: str, text: str) -> int:
    """The mean over the query's words, in millionths: 1 for a word in the title, a half if only in the text.

    ``text`` is all else that is searched (category, place, description). A word counts as there if some word
    begins with it, so ``clean`` finds ``cleaning``. Words given twice count once, those after the twelfth
    not. No words: 0.
    """
    return relevance_of(asked(query), title_words=indexed(title), text_words=indexed(text))


def relevance_of(query_words: Sequence[str], *, title_words: str, text_words: str) -> int:
    """`relevance` of texts already cut by `coop.market.words.indexed`, for scoring many."""
    if not query_words:
        return 0
    halves = 0
    for word in query_words:
        beginning = f" {word}"
        halves += 2 if beginning in title_words else 1 if beginning in text_words else 0
    return ONE * halves // (2 * len(query_words))
