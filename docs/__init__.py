"""The project's pictures and how they are taken."""
