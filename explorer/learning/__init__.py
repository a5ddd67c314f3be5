"""Dataset to training events: the objectives, the model, the loop. Torch lives here alone."""
