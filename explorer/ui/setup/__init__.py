"""Set up, in its parts: what was read, what will be learned, the button that starts it."""
