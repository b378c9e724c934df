"""``gongkai nightly``: one plain night, from the lock to the run report."""
