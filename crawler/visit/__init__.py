"""The visit of one portal: what is asked next, and how it ends. It knows no network."""

from __future__ import annotations

from crawler.visit.answer import Answer
from crawler.visit.portal import PortalVisit, hosts_of

__all__ = ["Answer", "PortalVisit", "hosts_of"]
