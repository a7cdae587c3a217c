"""What is published, under which licence, and what every column of it means."""
