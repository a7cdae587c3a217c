"""The offices as pages show them: who holds one, how it is left, and how a vacancy is filled from the ballots."""
