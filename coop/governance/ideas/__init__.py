"""The projects that members propose for a round, and which of them stand on its frozen ballot."""
