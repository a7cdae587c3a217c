"""The processor over HTTP: the interface under /v1, the strings to pull under /_fake."""
