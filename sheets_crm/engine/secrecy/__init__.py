"""Encryption of the journal, the memory and the backups; the libraries for it are an extra."""
