"""What people are told, in-app and by e-mail, written in the same commit as its cause."""
