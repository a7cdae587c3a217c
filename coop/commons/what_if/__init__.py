"""What if: the last surplus as other charters would have shared it out, and where their rules differ from ours."""
