"""The objects of the interface, one a file. Importing a file registers its endpoints."""
