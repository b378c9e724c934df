"""Pages that only a browser can show: for portals with ``browser=yes``, by the extra ``browser``.

The browser never reaches the network. The page itself is the answer that the crawl got and
archived, and whatever its scripts ask for is asked by the crawl in the browser's place: behind
the guard, robots.txt and the delay, under the crawl's own name, without cookies, and archived.
"""
