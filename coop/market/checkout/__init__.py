"""From a free slot to a booking: who, where, check answers, confirm. Four submits, no account needed before."""
