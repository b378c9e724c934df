"""The parts of an office package (a ZIP of XML), read one by one and never more than is sane.

The directory of the archive is judged before anything is unpacked, and unpacking stops at the
size that the directory states, so that a bomb costs nothing. Relations that lead nowhere
(``../NULL``, as WPS writes them) are no reason to refuse a document: only the parts that are
asked for are read.
"""

from __future__ import annotations

import posixpath
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from lxml import etree

from pipelines.documents.errors import DocumentError

#: Bytes of one part that are parsed, of all parts together, and the number of parts.
MAX_PART: Final = 16_000_000
MAX_TOTAL: Final = 400_000_000
MAX_PARTS: Final = 5_000
#: Unpacked to packed size that no text reaches by itself, of parts of some size.
_MAX_RATIO: Final = 500
_SOME_SIZE: Final = 1_000_000
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#: The same relation in the strict variant of the format.
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part; ``target`` is a part's name, or an address where ``external``."""

    kind: str
    target: str
    external: bool


class Package:
    """An archive that was opened; raises :class:`DocumentError` where it is none or a bomb."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(body))
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise DocumentError(f"the file is damaged: {error}") from error
        infos = self._zip.infolist()
        self.sizes = {info.filename: info.file_size for info in infos}
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_TOTAL:
            total = sum(info.file_size for info in infos)
            raise DocumentError(f"the file would unpack to {len(infos)} parts of {total} bytes")
        for info in infos:
            if info.file_size > max(_SOME_SIZE, info.compress_size * _MAX_RATIO):
                raise DocumentError(
                    f"the file would unpack {info.filename} from {info.compress_size} bytes to "
                    f"{info.file_size}"
                )

    def read(self, name: str) -> bytes:
        """Return one part; raises :class:`DocumentError` where it is missing, large or torn."""
        size = self.sizes.get(name)
        if size is None:
            raise DocumentError(f"the file has no part {name}")
        if size > MAX_PART:
            raise DocumentError(f"the part {name} is too large to be read: {size} bytes")
        try:
            return self._zip.read(name)
        except (BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error) as error:
            raise DocumentError(f"the part {name} is damaged: {error}") from error

    def xml(self, name: str) -> etree._Element:
        """Parse one part; entities are not resolved, and nothing is fetched."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as error:
            raise DocumentError(f"the part {name} is damaged: {error}") from error

    def relations(self, part: str) -> dict[str, Relation]:
        """Relations of a part by their ids; of the package itself where ``part`` is empty."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.sizes:
            return {}
        found = {}
        for element in self.xml(path).iter("{*}Relationship"):
            target = element.get("Target") or ""
            external = element.get("TargetMode") == "External"
            kind = (element.get("Type") or "").removeprefix(_OFFICE).removeprefix(_STRICT)
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id") or ""] = Relation(kind, target, external)
        return found

    def related(self, part: str, kind: str) -> str | None:
        """Name of the first part that a part names as its ``kind`` and that is there."""
        for relation in self.relations(part).values():
            if relation.kind == kind and not relation.external and relation.target in self.sizes:
                return relation.target
        return None
