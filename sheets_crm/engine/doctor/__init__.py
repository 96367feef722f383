"""Why a book cannot be reached, read or written: what is checked of each kind of book, in order. Nothing is written to it."""
