"""The key of a project's masked row keys: made once, kept in the project's private folder, published nowhere."""

from __future__ import annotations

import os
import secrets

from readiness.errors import AuditError
from readiness.storage import private_files
from readiness.storage.store import Store

KEY_BYTES = 32


def masking_key(store: Store) -> bytes:
    """The project's key. It outlives ``purge``, so that a row keeps its digest from audit to audit."""
    path = store.root / "masking.key"
    private_files.make_folder(store.root)
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, private_files.FILE)
    except FileExistsError:
        return _read_key(store)
    with os.fdopen(file, "wb") as opened:
        opened.write(secrets.token_bytes(KEY_BYTES))
    path.chmod(private_files.FILE)
    return _read_key(store)


def _read_key(store: Store) -> bytes:
    path = store.root / "masking.key"
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        hint = "remove the file: row keys then get new digests"
        raise AuditError("the key of masked row keys is damaged", where=str(path), next_step=hint)
    return key
