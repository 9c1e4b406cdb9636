"""How well search finds, and how fast: labelled queries, catalogues of four sizes, peers beside."""
