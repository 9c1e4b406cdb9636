"""The trail of a release: all that was done to it, in order, for whoever certifies it."""
