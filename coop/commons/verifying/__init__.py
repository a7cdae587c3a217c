"""Checking a receipt: in the reader's browser, in a page they saved, or here where a browser runs no scripts."""
