"""The pieces every screen is made of: each one widget, used everywhere."""
