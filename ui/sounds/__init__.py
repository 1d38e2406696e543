"""Short sounds beside what the screen says: which there are, when, and how they reach the loudspeaker."""
