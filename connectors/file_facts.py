"""Facts of a listed file as fsspec backends name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What fsspec backends call the same fact; the first that is there counts.
MODIFIED = ("LastModified", "last_modified", "mtime", "modified", "updated", "timeModified", "Last-Modified", "modify")
CREATED = ("created", "creation_time", "timeCreated", "CreationTime")
VERSIONS = ("VersionId", "version_id", "generation", "ETag", "etag", "content_hash", "md5Hash")


def is_folder(info: Mapping[str, Any]) -> bool:
    return bool(info["type"] == "directory")


def size_of(info: Mapping[str, Any]) -> int | None:
    size = info.get("size")
    return None if size is None else int(size)


def first_of(info: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((info[name] for name in names if info.get(name) not in {None, ""}), None)
