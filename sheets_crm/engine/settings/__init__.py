"""What people set: the config, the jobs and layouts, and rules of their own."""
