"""Care of an archive: verified, measured, moved. Files are streamed, never loaded whole."""
