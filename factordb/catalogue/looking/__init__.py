"""Looking: what the catalogue holds, by name, by digest, by page, and as files."""
