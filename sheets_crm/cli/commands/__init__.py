"""What each command is called with."""
