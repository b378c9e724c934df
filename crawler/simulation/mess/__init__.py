"""Reports as they come in the wild, with known truth: every kind of file, every kind of mess.

Nothing here is read by the extraction, and nothing of the extraction is read here: labels,
figures and variations are this package's own.
"""
