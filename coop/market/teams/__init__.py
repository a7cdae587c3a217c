"""Several members do one job and split what it pays by an agreement: each version frozen, each word one's own."""
