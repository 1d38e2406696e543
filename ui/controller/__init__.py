"""Tactile pads, switches and fingers that feel their way: from a device's keys to what the screens do."""
