"""Erasing what the program keeps of one person, and of long ago."""
