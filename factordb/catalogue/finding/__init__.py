"""Finding, for people: half a name is enough, filters are exact, and an index beside the store."""
