"""Terms of office: who holds one, how terms begin and end, and that the co-op keeps its stewards."""
