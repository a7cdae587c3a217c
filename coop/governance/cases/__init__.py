"""Due process: complaint, notice, answer, drawn panel, decision with reasons, appeal; and disputes about bookings."""
