"""The official forms as data, one file each."""
