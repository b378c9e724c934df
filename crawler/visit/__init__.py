"""The visit of one portal: what is asked next, and how it ends. It knows no network."""

from __future__ import annotations

from crawler.visit.answer import Answer
from crawler.visit.hosts import hosts_of
from crawler.visit.portal import PortalVisit

__all__ = ["Answer", "PortalVisit", "hosts_of"]
