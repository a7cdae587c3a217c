"""The source of what is running, offered to everyone it serves, as the licence asks."""
