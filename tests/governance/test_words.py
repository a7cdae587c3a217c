"""What people read about votes."""

from __future__ import annotations

import pytest

from coop.governance.electorate.frozen import (
    APPROVAL,
    CONSENT,
    INDEPENDENT_MARKETS,
    SCHULZE,
    SCORE,
    SCOTTISH_STV,
    YES_NO,
)
from coop.governance.words import how_counted

METHODS = (YES_NO, CONSENT, APPROVAL, SCORE, SCHULZE, SCOTTISH_STV, INDEPENDENT_MARKETS)


@pytest.mark.parametrize("method", METHODS)
def test_no_method_is_called_by_its_key(app, method):
    with app.test_request_context():
        assert how_counted(method) != method
