"""Content that the council signs: what a release is, how it is checked, where a kiosk keeps it."""
