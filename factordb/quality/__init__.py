"""How good a number is: schemes of scores, what follows from them, and the rules that score."""
