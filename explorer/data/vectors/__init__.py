"""Files of vectors made elsewhere: told from tables by their content, and read."""
