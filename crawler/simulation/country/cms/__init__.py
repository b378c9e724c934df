"""The kinds of sites of the country, one module each; nothing is shared with the readers."""
