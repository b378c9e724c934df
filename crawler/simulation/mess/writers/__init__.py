"""Writers: a page to the bytes of a file of each kind."""

from __future__ import annotations

from crawler.simulation.mess.writers.docx import write_docx
from crawler.simulation.mess.writers.html import write_html
from crawler.simulation.mess.writers.pdf import write_pdf
from crawler.simulation.mess.writers.programs import available
from crawler.simulation.mess.writers.scan import write_scan
from crawler.simulation.mess.writers.sheet import write_sheet
from crawler.simulation.mess.writers.text import write_text
from crawler.simulation.mess.writers.written import MissingProgramError, WrittenFile

__all__ = [
    "MissingProgramError",
    "WrittenFile",
    "available",
    "write_docx",
    "write_html",
    "write_pdf",
    "write_scan",
    "write_sheet",
    "write_text",
]
