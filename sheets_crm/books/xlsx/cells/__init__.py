"""What reading and writing both know of a cell: its address, text, number format, style and XML."""
