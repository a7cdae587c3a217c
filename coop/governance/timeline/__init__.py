"""What happened to a proposal, and what is still to come, in order. Public, so nobody is named."""
