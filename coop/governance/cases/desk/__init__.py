"""What stewards see and do: that cases exist and when something is due; the safety pause."""
