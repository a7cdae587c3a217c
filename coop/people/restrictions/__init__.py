"""What keeps a member from offering work for a while: a safety pause, a suspension. Each ends by itself."""
