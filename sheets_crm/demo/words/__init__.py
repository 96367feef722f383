"""The words that a made-up book is written with, one module per language and subject. Data alone."""
