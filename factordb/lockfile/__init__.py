"""What a calculation asked and was answered, pinned in files that are checked without a server."""
