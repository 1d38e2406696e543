"""The kiosk's own voice: what is said of what is shown, by whom, and into which ears."""
