"""The typed records that every room may speak of; they hold, check and serialise, nothing more."""
