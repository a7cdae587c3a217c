"""Search by words, place, date and price, in a published order."""
