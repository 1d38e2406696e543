"""A receipt becomes lines, bytes, paper."""
