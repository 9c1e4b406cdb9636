"""Publishers' files: the only room that knows file formats."""
