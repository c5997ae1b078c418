"""Files anywhere fsspec reaches: object stores, file servers, web servers. Copies come through a bounded buffer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import unquote

import pyarrow as pa

from connectors import inventory_rows
from connectors.error_kinds import access_error, of_kind
from connectors.file_facts import CREATED, MODIFIED, VERSIONS, first_of, is_folder, size_of
from connectors.folder_walk import reason_to_leave_out
from connectors.fsspec_backend import Backend
from connectors.globs import filter_of
from connectors.inventory_rows import Row
from connectors.left_out import PATTERN, Child, CountBudget, ItemCount, ListingLog, Place, count_below
from connectors.probe import probe_in_steps
from connectors.retry import Retries
from connectors.settings import ConnectorSettings
from connectors.web_listing import WEB_SCHEMES, item_of_link, url_of
from readiness.errors import AccessError, Retryable
from readiness.model import Access
from readiness.tables.base import TableStream

BUFFER_BYTES = 8 * 1024 * 1024
"""A fetched item stays in memory up to this size and lies in a temporary file beyond. Chosen by us."""

MAX_DEPTH = 64
"""Folders below folders: a web server whose listing links to itself would otherwise never end. Chosen by us."""

READ_TRIES = 5
"""Folders of which a probe tries a file before it reports that none can be read. Chosen by us: one may be shut."""

ROWS_TRIED = 10_000
"""Listed items among which a probe seeks other folders. Chosen by us: ten pages of an object store's listing."""

FOLDERS_COUNTED = 100
"""Folders counted in what a listing leaves out: each is a request to the server. Chosen by us."""

_OBJECT_STORES = frozenset({"abfs", "abfss", "az", "gcs", "gs", "oci", "oss", "s3", "s3a"})


class FsspecConnector:
    """Items are keys below the URL. Remote listings follow no links; there are none to follow."""

    def __init__(self, settings: ConnectorSettings) -> None:
        self.name = settings.source.name
        self._settings = settings
        self._tables = frozenset(settings.source.tables)
        self._filter = filter_of(settings.source.include, settings.source.exclude)
        self._backend = Backend(settings)
        self._is_web = settings.scheme in WEB_SCHEMES
        self._is_store = settings.scheme in _OBJECT_STORES
        self._not_named: set[str] = set()
        self._retries = Retries(before_again=self._backend.let_go)

    @classmethod
    def open(cls, settings: ConnectorSettings) -> FsspecConnector:
        return cls(settings)

    def probe(self) -> Access:
        steps = (("reach", self._reach), ("list", self._first), ("read", self._read_one))
        shown, known_secrets = self._settings.shown_url, self._settings.known_secrets
        return probe_in_steps(self.name, steps, where=shown, known_secrets=known_secrets, retries=self._retries)

    def list(self, log: ListingLog | None = None) -> Iterator[pa.RecordBatch]:
        self._retries.call(self._reach)
        return inventory_rows.batches(self.name, self._rows(log))

    def fetch(self, item: str) -> BinaryIO:
        return self._retries.call(partial(self._fetch_once, item))

    def _fetch_once(self, item: str) -> BinaryIO:
        path = self._path(item)
        buffer = tempfile.SpooledTemporaryFile(max_size=BUFFER_BYTES)  # noqa: SIM115 - the caller closes it
        try:
            self._backend.copy(path, buffer)
        except Exception as error:  # noqa: BLE001 - every backend has errors of its own
            buffer.close()
            raise self._error(error, item) from None
        buffer.seek(0)
        return cast("BinaryIO", buffer)

    def local_path(self, item: str) -> Path | None:
        self._path(item)
        return None

    def table(self, item: str, *, limit: int | None = None) -> TableStream:
        raise of_kind("unsupported", f"a file holds no database table (asked for {limit or 'all'} rows)", where=item)

    def _error(self, error: Exception, where: str) -> AccessError:
        return access_error(error, where=where, known_secrets=self._settings.known_secrets)

    def _reach(self) -> str:
        files, root = self._backend.files(), self._backend.root
        try:
            # Object stores have no empty folders, so that a bucket's root need not "exist" to be reachable.
            info = files.info(root) if root.strip("/") else {}
        except Exception as error:  # noqa: BLE001
            raise self._error(error, self._settings.shown_url) from None
        self._is_file = info.get("type") == "file" and not str(info.get("mimetype", "")).startswith("text/html")
        return ""

    def _first(self) -> str:
        log = ListingLog()
        if next(self._rows(log), None):
            return ""
        if log.unlisted and log.unlisted[0].name == ".":
            raise _as_error(log.unlisted[0], self._settings.shown_url)
        return "nothing to audit: the place is empty"

    def _read_one(self) -> str:
        """Read the first bytes of one file; each refusal is tried again in another folder, for one may be shut."""
        refusal: Exception | None = None
        tried: set[str] = set()
        for row in islice(self._rows(), ROWS_TRIED):
            folder = row.item.rpartition("/")[0]
            if row.state != "listed" or folder in tried:
                continue
            tried.add(folder)
            try:
                self._backend.files().cat_file(self._path(row.item), start=0, end=1)
            except Exception as error:  # noqa: BLE001 - every backend has errors of its own
                refusal = refusal or error
            else:
                return ""
            if len(tried) >= READ_TRIES:
                break
        if refusal:
            raise refusal
        return ""

    def _rows(self, log: ListingLog | None = None) -> Iterator[Row]:
        if self._is_file:
            info = self._backend.files().info(self._backend.root)
            yield self._file_row(self._backend.root.rpartition("/")[2], info)
            return
        log = log or ListingLog()
        log.budget = CountBudget(folders=FOLDERS_COUNTED)
        pending = [self._entries("", 0, log)]
        while pending:
            entry = next(pending[-1], None)
            if entry is None:
                pending.pop()
            elif isinstance(entry, Row):
                yield entry
            else:
                pending.append(self._entries(entry, len(pending), log))

    def _entries(self, folder: str, depth: int, log: ListingLog) -> Iterator[Row | str]:
        """Rows of the files in ``folder`` and the item of each folder to go into, in item order."""
        try:
            if depth > MAX_DEPTH:
                raise of_kind("unsupported", "folders nested without end", where=folder)
            children = self._ls(folder)
        except Exception as error:  # noqa: BLE001 - one folder that cannot be listed does not end the listing
            self._not_listed(folder, error, log)
            return
        for place in sorted(self._not_named):
            log.add_unlisted(
                place, of_kind("unsupported", "no path of an item: an empty part, '..' or a query", where=place)
            )
        for key, info in sorted(children.items()):
            item = key.rstrip("/")
            reason = reason_to_leave_out(item.rpartition("/")[2])
            if is_folder(info):
                yield from self._folder(item, reason, log)
            elif reason or not self._filter.wants(item):
                log.leave_out(reason or PATTERN, item, ItemCount(items=1, bytes=size_of(info)))
            else:
                yield self._file_row(item, info)

    def _not_listed(self, folder: str, error: Exception, log: ListingLog) -> None:
        if folder and not self._filter.may_hold(folder):
            log.exclude(folder, ItemCount(items=0, bytes=None))
        else:
            log.add_unlisted(folder or ".", self._error(error, folder))

    def _folder(self, item: str, reason: str, log: ListingLog) -> Iterator[str]:
        if not self._filter.enters(item):
            log.exclude(item, count_below(item, self._children, log.budget))
        elif reason:
            counted = count_below(item, self._children, log.budget)
            log.leave_out(reason, item, counted)
            for place, error in counted.unlisted:
                log.add_unlisted(place, self._error(error, place))
        else:
            yield item

    def _children(self, folder: str) -> Iterator[Child]:
        for key, info in self._ls(folder).items():
            yield key.rstrip("/"), is_folder(info), size_of(info)

    def _ls(self, folder: str) -> dict[str, Mapping[str, Any]]:
        """Entries directly in ``folder``, by item; a folder ends in a slash, for a store may hold a file beside it."""
        return self._retries.call(partial(self._ls_once, folder))

    def _ls_once(self, folder: str) -> dict[str, Mapping[str, Any]]:
        try:
            return self._entries_of(folder)
        except Exception as error:  # noqa: BLE001 - every backend has errors of its own
            raise self._error(error, folder) from None

    def _entries_of(self, folder: str) -> dict[str, Mapping[str, Any]]:
        """A backend that lists page by page may break on the way."""
        files, root = self._backend.files(), self._backend.root
        if self._is_web:
            return self._web_entries(folder)
        self._not_named = set()
        listing = files.ls(self._below(folder) if folder else root or self._backend.top, detail=True)
        return {item + "/" * is_folder(info): info for info in listing if (item := self._item(info, folder))}

    def _web_entries(self, folder: str) -> dict[str, Mapping[str, Any]]:
        """Links of a folder's page. Servers answer for a folder by its URL with a slash; a page may have none."""
        files, root = self._backend.files(), self._backend.root
        url = url_of(root, folder) if folder else root
        self._not_named = set()
        try:
            listing = files.ls(f"{url}/", detail=True)
        except FileNotFoundError:
            listing = files.ls(url, detail=True)
        entries: dict[str, Mapping[str, Any]] = {}
        for info in listing:
            item = item_of_link(info["name"], url, folder)
            if item is None:
                self._not_named.add(unquote(str(info["name"]).removeprefix(f"{root}/")))
            elif item:
                entries[item + "/" * is_folder(info)] = info
        return {key: info for key, info in entries.items() if f"{key}/" not in entries}

    def _item(self, info: Mapping[str, Any], folder: str) -> str:
        """Path of the entry below the root; empty for the folder's own mark and foreign links."""
        whole = str(info["name"]).lstrip("/")
        above = (f"{self._backend.root}/{folder}" if folder else self._backend.root).strip("/")
        above += "/" * bool(above)
        short = whole[len(above) :].rstrip("/") if whole.startswith(above) else ""
        if self._is_store and (short in {".", ".."} or (not short and is_folder(info) and whole == above)):
            self._not_named.add(f"{folder}/{short}/")  # a key with "//" or "/../"
            return ""
        if not short or "/" in short:
            return ""
        return f"{folder}/{short}" if folder else short

    def _file_row(self, item: str, info: Mapping[str, Any]) -> Row:
        if size_of(info) is None:
            info = {**info, **self._ask_facts(info)}
        return Row(
            item=item,
            kind=inventory_rows.kind_by_name(item, self._tables),
            size_bytes=size_of(info) or 0,  # None would mean a table
            modified=inventory_rows.microseconds(first_of(info, MODIFIED)),
            created=inventory_rows.microseconds(first_of(info, CREATED)),
            extension=inventory_rows.extension_of(item),
            version=str(first_of(info, VERSIONS) or "").strip('"'),
        )

    def _ask_facts(self, info: Mapping[str, Any]) -> Mapping[str, Any]:
        """Size, date and version of one file, for listings without them (web servers); nothing when not to be had."""
        try:
            return cast("Mapping[str, Any]", self._backend.files().info(info["name"]))
        except Exception:  # noqa: BLE001 - fetching will say what is wrong
            return {}

    def _below(self, item: str) -> str:
        """The name of an item for the backend: of web servers a URL, quoted."""
        return url_of(self._backend.root, item) if self._is_web else f"{self._backend.root}/{item}"

    def _path(self, item: str) -> str:
        parts = item.split("/")
        if any(part in {"", ".", ".."} for part in parts) or "\0" in item:
            raise of_kind("missing", "not an item of this source", where=item)
        if not hasattr(self, "_is_file"):
            self._reach()
        if not self._is_file:
            return self._below(item)
        if item != self._backend.root.rpartition("/")[2]:
            raise of_kind("missing", "there is no such item", where=item)
        return self._backend.root


def _as_error(place: Place, where: str) -> AccessError:
    """The error of a place, as often tried as it was."""
    error = of_kind(place.kind, place.error, where=where)
    if isinstance(error, Retryable):
        error.tries = place.tries
    return error
