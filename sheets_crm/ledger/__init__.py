"""The client base as one: its clients, their orders, their touches, and money. Pure."""
