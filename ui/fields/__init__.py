"""One file a family of answer types."""
