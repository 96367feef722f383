"""The nouns: what was read, what a book should look like, and what is to change in it. Pure data, frozen."""
