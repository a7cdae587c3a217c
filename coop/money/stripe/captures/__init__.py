"""Cards that are authorised first and charged later."""
