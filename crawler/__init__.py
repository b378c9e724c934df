"""The network: what is asked of portals, and how every answer is archived."""
