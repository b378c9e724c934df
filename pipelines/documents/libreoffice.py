"""LibreOffice, run once for one document: any text document it knows becomes a DOCX."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from pipelines.documents import programs
from pipelines.documents.errors import DocumentError

_MACHINERY: Final = (
    *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
    "--nofirststartwizard",
)
_TO: Final = "docx:MS Word 2007 XML"
_SCRIPTING: Final = "/org.openoffice.Office.Common/Security/Scripting"
_INET: Final = "/org.openoffice.Inet/Settings"
_UPDATE: Final = "/org.openoffice.Office.Writer/Content/Update"
#: A manual proxy where nothing listens, for systems where the guard cannot leave the network.
_MANUAL: Final = "2"
_NOWHERE: Final = ("127.0.0.1", "9")
#: No macro runs, no link to another file is followed, no picture is fetched.
_SETTINGS: Final = (
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_UPDATE, "Link", "0"),
    (_UPDATE, "Field", "false"),
    (_INET, "ooInetProxyType", _MANUAL),
    (_INET, "ooInetHTTPProxyName", _NOWHERE[0]),
    (_INET, "ooInetHTTPProxyPort", _NOWHERE[1]),
    (_INET, "ooInetHTTPSProxyName", _NOWHERE[0]),
    (_INET, "ooInetHTTPSProxyPort", _NOWHERE[1]),
    (_INET, "ooInetNoProxy", ""),
)
_REGISTRY: Final = "http://openoffice.org/2001/registry"


def to_docx(program: str, body: bytes, suffix: str) -> bytes:
    """Return the document as DOCX, from a run that has a profile and a folder of its own.

    ``suffix`` is the ending of the file that LibreOffice sees. Raises :class:`DocumentError`
    with one line where it takes too long or makes nothing of the file.
    """
    with programs.private_folder() as folder:
        given, made = folder / f"document{suffix}", folder / "made"
        given.write_bytes(body)
        profile = folder / "profile"
        _settings(profile)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", *_MACHINERY]
        programs.run([*command, "--convert-to", _TO, "--outdir", str(made), str(given)], folder)
        found = made / "document.docx"
        if not found.is_file():
            raise DocumentError(
                "LibreOffice made nothing of the file: it is damaged, or protected by a password"
            )
        return found.read_bytes()


def _settings(profile: Path) -> None:
    items = "".join(
        f"<item oor:path={quoteattr(path)}><prop oor:name={quoteattr(name)} oor:op='fuse'>"
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    file = profile / "user" / "registrymodifications.xcu"
    file.parent.mkdir(parents=True)
    file.write_text(
        f"<?xml version='1.0' encoding='UTF-8'?><oor:items xmlns:oor='{_REGISTRY}'>"
        f"{items}</oor:items>",
        encoding="utf-8",
    )
