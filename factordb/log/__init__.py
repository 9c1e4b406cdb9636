"""The log as mathematics and text: Merkle trees, tiles, signed notes, proofs. No database."""
