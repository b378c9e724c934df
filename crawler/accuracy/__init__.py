"""How right the readers are: generated documents with known truth, read and counted cell by cell.

``python -m crawler.accuracy`` (``make accuracy``) makes the documents with
:mod:`crawler.simulation.mess`, which knows nothing of the readers, reads each one as any user
would, and fails where one cell is wrong and nothing says so.
"""
