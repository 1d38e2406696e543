"""What each `kiosk` verb does. Only these modules know all the parts; they import them late."""
