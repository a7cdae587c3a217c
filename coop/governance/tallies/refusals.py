"""Why a method does not count certain ballots, in a sentence for whoever asked."""


class DoesNotFit(ValueError):
    """These ballots are sound, but this method cannot count them; the sentence says why and what can."""
