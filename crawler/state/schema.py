"""The tables of the state, version 2.

``addresses``: what is known of every address ever asked as report, file, frame or picture, for
ever, with the record that holds its body and the validators (``known``, JSON). ``lines``: the list lines with which an address was settled last. ``lists``: what every
list page said last. ``years``: the years whose report a column showed. ``portals``: how the
last visit ended, and when the next may begin. ``visits`` and ``tasks``: the visit that is
going on, and what it asked or has still to ask. ``entries``: which visit met an entry first.
``files``: archive files. ``staged``: which of them wait for a commit, extracted by which run. ``runs`` and ``ended``: when the runs of a crawl began that has not come
to its end, and which portals it was done with.
"""

from __future__ import annotations

from typing import Final

#: A file of another version is refused; the number stands in SQLite's own ``user_version``.
VERSION: Final = 2

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS visits (
    portal TEXT PRIMARY KEY, started_at TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0,
    sweep INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS tasks (
    portal TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
    depth INTEGER NOT NULL, contexts TEXT NOT NULL, verdict TEXT, record_id TEXT,
    PRIMARY KEY (portal, key));
CREATE INDEX IF NOT EXISTS tasks_by_record ON tasks (record_id);
CREATE TABLE IF NOT EXISTS entries (
    portal TEXT NOT NULL, key TEXT NOT NULL, first_visit TEXT NOT NULL,
    PRIMARY KEY (portal, key));
CREATE TABLE IF NOT EXISTS addresses (
    portal TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
    depth INTEGER NOT NULL, contexts TEXT NOT NULL, known TEXT, moved_to TEXT NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, last_good TEXT,
    attempts INTEGER NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (portal, key));
CREATE TABLE IF NOT EXISTS lines (
    portal TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (portal, key, digest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lists (
    portal TEXT NOT NULL, key TEXT NOT NULL, family TEXT NOT NULL, page TEXT NOT NULL,
    digest TEXT NOT NULL, known TEXT, record_id TEXT NOT NULL, visit TEXT NOT NULL,
    read_at TEXT NOT NULL, PRIMARY KEY (portal, key));
CREATE INDEX IF NOT EXISTS lists_by_record ON lists (record_id);
CREATE TABLE IF NOT EXISTS years (
    portal TEXT NOT NULL, column TEXT NOT NULL, year INTEGER NOT NULL,
    PRIMARY KEY (portal, column, year)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS portals (
    portal TEXT PRIMARY KEY, outcome TEXT, started_at TEXT, last_complete TEXT,
    refusals INTEGER NOT NULL DEFAULT 0, interval_days INTEGER NOT NULL DEFAULT 1,
    not_before TEXT, counts_json TEXT);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, extracted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS staged (
    path TEXT PRIMARY KEY, run TEXT NOT NULL, reader TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (began_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ended (
    portal TEXT PRIMARY KEY, ended_at TEXT NOT NULL, asked TEXT NOT NULL);
"""
