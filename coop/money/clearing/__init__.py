"""Card money of imported bookings, until the former platform pays it over."""
