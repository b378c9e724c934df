"""From archived bytes to rows: documents, forms, reading, checks, dataset.

Nothing here fetches a page, and nothing here imports ``scrapy`` or ``crawler``.
"""
