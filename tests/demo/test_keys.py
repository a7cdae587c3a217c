import json
import stat

from coop.demo.keys import ROLES, kept_in


def test_keys_are_drawn_once_and_readable_by_their_owner_alone(tmp_path):
    path = tmp_path / "var" / "keys.json"
    first = kept_in(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_in(path) == first
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


def test_each_demo_has_other_passwords(tmp_path):
    one, other = kept_in(tmp_path / "one.json"), kept_in(tmp_path / "other.json")
    assert set(one.passwords) == set(ROLES)
    assert len({*one.passwords.values(), *other.passwords.values()}) == 2 * len(ROLES)
    assert one.secret_key != other.secret_key


def test_a_half_written_file_of_keys_is_never_read(tmp_path):
    (tmp_path / "keys.json.draft").write_text("{")
    assert json.loads((tmp_path / "keys.json").read_text()) if kept_in(tmp_path / "keys.json") else False
