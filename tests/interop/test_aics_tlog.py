"""`aics-tlog`, a verifier from PyPI that wants Python 3.12: where one is at hand, it reads the log over HTTP."""

from __future__ import annotations

from coop.ledger.log import signing
from coop.ledger.log.notes import Signer, TreeHead, signed
from tests.interop.served import grow, live


def test_it_verifies_checkpoint_inclusion_and_consistency(aics_tlog, app, session, key_file, now, tmp_path):
    old = tmp_path / "old.note"
    old.write_text(grow(session, key_file, 300, at=now).note)
    grow(session, key_file, 1000, at=now)
    key = signing.current_key(session).verifier
    with live(app) as address:
        code, said = aics_tlog("verify-checkpoint", "--log-key", key, "--tiles", address)
        assert (code, said["size"]) == (0, 1000), said
        for index in (0, 255, 256, 999):
            code, said = aics_tlog("verify-inclusion", "--log-key", key, "--tiles", address, "--index", str(index))
            assert code == 0, said
        growth = ("verify-consistency", "--log-key", key, "--tiles", address, "--old-checkpoint", old)
        code, said = aics_tlog(*growth)
        assert code == 0, said

        signer = Signer.read(key_file.read_text())
        old.write_text(signed(TreeHead(signer.name, 300, b"\x07" * 32).text(), [signer]))
        assert aics_tlog(*growth)[0] == 1
        other = Signer.new(signer.name).verifier
        assert aics_tlog("verify-checkpoint", "--log-key", other, "--tiles", address)[0] == 1
