"""Publishing: the decisions about a release, from its holds to its withdrawal."""
