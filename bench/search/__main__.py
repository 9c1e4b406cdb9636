"""`python -m bench.search 10000 300000`: the sizes named, else all four."""

import sys

from bench.search import measuring

for line in measuring.told([int(size) for size in sys.argv[1:]] or measuring.SIZES):
    print(line, flush=True)
