"""The books and votes as files anyone may take away."""
