"""The first page: what this is, for someone who never heard of a co-op."""
