"""The portals of a country in miniature: every CMS family, known truth, faults, days.

It shares nothing with the families that read portals (:mod:`crawler.families`), with discovery
or with the data half: what a site answers is written here a second time, from descriptions of
real sites, so that agreement between the two means something.
"""
