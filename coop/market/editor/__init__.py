"""Writing a listing: a task list of short pages, each saved by itself."""
