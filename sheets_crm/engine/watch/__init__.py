"""Jobs on their schedules until stopped."""
