"""Whole crawls of a simulated country: what stands on its portals against what came out."""
