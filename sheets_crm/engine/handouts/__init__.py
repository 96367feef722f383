"""Copies of a book for those who may not do everything in it: handed out, taken back, what waits for the owner's word."""
