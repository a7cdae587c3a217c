"""The public log: every fact a leaf of one append-only Merkle tree, its heads signed. docs/log.md has the bytes."""
