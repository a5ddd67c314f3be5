"""Learn embeddings of categorical columns, watch them find their places, explore what they mean."""

__version__ = "0.1.0"
