"""Who is nominated for an office, who accepted, and who stands on the frozen ballot."""
