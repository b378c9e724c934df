"""What ``gongkai portals`` shows: the registry, and how the last visit of each portal ended."""
