"""Holding a whole election with Belenios' own program, from keys to result, and forging its archive afterwards."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from coop.governance.belenios.archive import _header, _members

GROUP = "BELENIOS-2048"


@dataclass
class Held:
    """An election: Belenios' name of it, and its archive as far as it went."""

    name: str
    folder: Path

    @property
    def address(self) -> str:
        """Where members would have voted."""
        return f"https://vote.example.org/elections/{self.name}/"

    @property
    def data(self) -> bytes:
        """The archive."""
        return (self.folder / f"{self.name}.bel").read_bytes()


def hold(folder: Path, template: dict, *, voters: int, votes: list[list[int]], finish: bool = True,
         weights: str = "") -> Held:  # fmt: skip
    """Set an election up for so many voters, let the first of them vote, and tally it."""
    folder.mkdir()
    name = tool(folder, "setup", "generate-token").strip()
    (folder / "template.json").write_text(json.dumps(template))
    lines = [f"voter{number}{weights}" for number in range(1, voters + 1)]
    (folder / "voters.txt").write_text("\n".join(lines) + "\n")
    tool(folder, "setup", "generate-credentials", "--uuid", name, "--group", GROUP, "--file", "voters.txt")
    (secret,), (public,) = folder.glob("*.privcreds"), folder.glob("*.pubcreds")
    public.rename(folder / "public_creds.json")
    tool(folder, "setup", "generate-trustee-key", "--group", GROUP)
    (key,), (half,) = folder.glob("*.privkey"), folder.glob("*.pubkey")
    (folder / "public_keys.jsons").write_text(half.read_text())
    tool(folder, "setup", "make-trustees")
    tool(folder, "setup", "make-election", "--uuid", name, "--group", GROUP, "--template", "template.json")
    tool(folder, "archive", "init")
    for made in ("election.json", "trustees.json", "public_creds.json"):
        (folder / made).unlink()
    codes = [line.split()[-1] for line in secret.read_text().splitlines()]
    for code, vote in zip(codes, votes, strict=False):
        (folder / "code").write_text(code + "\n")
        (folder / "vote").write_text(json.dumps([vote]))
        add(folder, "Ballot", tool(folder, "election", "generate-ballot", "--privcred", "code", "--ballot", "vote"))
    if finish:
        add(folder, "EndBallots")
        add(folder, "EncryptedTally", tool(folder, "election", "compute-encrypted-tally"))
        add(folder, "PartialDecryption",
            tool(folder, "election", "decrypt", "--privkey", key.name, "--trustee-id", "1"))
        add(folder, "Result", tool(folder, "election", "compute-result"))
    return Held(name, folder)


def add(folder: Path, event: str, lines: str = "") -> None:
    """Add what a step gave to the archive."""
    tool(folder, "archive", "add-event", f"--type={event}", given=lines)


def tool(folder: Path, *arguments: str, given: str = "") -> str:
    """Run the program in a folder; what it printed."""
    done = subprocess.run(["belenios-tool", *arguments], cwd=folder, input=given, capture_output=True, text=True,
                          env={"PATH": "/usr/bin:/bin", "BELENIOS_USE_URANDOM": "1"})  # fmt: skip
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout


def members(data: bytes) -> list[tuple[str, bytes]]:
    """The parts of an archive by name, in order."""
    return list(_members(data))


def written(parts: list[tuple[str, bytes]]) -> bytes:
    """An archive of these parts, exactly as Belenios would write it."""
    moment = b"%011o" % int(json.loads(parts[0][1])["timestamp"])
    blocks = []
    for name, content in parts:
        blocks.append(_header(name.encode(), b"%011o" % len(content), moment) + content + b"\0" * (-len(content) % 512))
    return b"".join(blocks)


def rehashed(data: bytes, change) -> bytes:
    """An archive in which `change(content)` was done to every part, and all fingerprints made anew to fit: a forgery
    that no fingerprint shows."""
    names: dict[str, str] = {}
    parts = []
    for name, content in members(data):
        if name != "BELENIOS":
            for old, new in names.items():
                content = content.replace(old.encode(), new.encode())
            content = change(content)
            hashed, _dot, kind = name.partition(".")
            names[hashed] = sha256(content).hexdigest()
            name = f"{names[hashed]}.{kind}"
        parts.append((name, content))
    return written(parts)
