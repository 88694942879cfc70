"""How readers come, stay and go: their addresses, the lists they are on, what they may ask for."""
