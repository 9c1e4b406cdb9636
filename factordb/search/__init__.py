"""From words to likely factors: an index over distinct names, and columns that filter exactly."""
