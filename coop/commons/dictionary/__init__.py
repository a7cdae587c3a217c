"""What every published column means, said once: for the data page, the exports' descriptions and the API's schemas."""
