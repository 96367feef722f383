"""Beside a person who types, sorts, inserts, deletes, moves, renames and filters, on a network that fails, with runs that die."""
