"""The words of the field as immutable types: the only language spoken between rooms."""
