"""What we do for people: take in, publish, compare, find, answer."""
