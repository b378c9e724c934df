"""Documents: what bytes of a page become."""
