"""From a home page to the columns of annual reports (政府信息公开年报), and to rows of the registry.

:mod:`words` weighs links, :mod:`facts` reads pages, :mod:`candidates` judges them,
:mod:`walk` decides what is asked next: all without the network. :mod:`run` asks.
"""

from __future__ import annotations

from typing import Final

#: Pages asked of one portal, unless told otherwise.
DEFAULT_PAGES: Final = 60
