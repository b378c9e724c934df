"""A third of the country's portals: menus, addresses and markup are drawn, none of them known.

Nothing is taken from a family, neither from those that read nor from the sites in ``cms``; only
what a site is asked and gives back is shared, :mod:`crawler.simulation.country.cms.protocol`.
"""
