"""The acts of events: publishing, registering, the wall, the day itself, and meeting again."""
