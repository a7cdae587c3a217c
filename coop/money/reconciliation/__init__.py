"""The bank's word beside the books': statements brought in, matched line by line, what is left over on either side."""
