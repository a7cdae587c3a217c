"""Classes of members: who works, who uses, who supports. Each member has one vote, whatever the class."""
