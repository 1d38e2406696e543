"""What the system's accessibility tree is told of our widgets."""
