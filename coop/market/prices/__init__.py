"""What a booking costs: per hour, fixed, per unit, with a sliding scale."""
