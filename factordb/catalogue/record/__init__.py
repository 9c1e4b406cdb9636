"""The record: the log of all that was decided, its signer, and how anybody checks it."""
