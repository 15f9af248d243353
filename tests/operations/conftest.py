"""The phone's side of the rules, compiled once for all tests here."""

import pytest

from tests.operations.both import OnPhone


@pytest.fixture(scope="session")
def on_phone(tmp_path_factory):
    phone = OnPhone(tmp_path_factory.mktemp("rules"))
    yield phone
    phone.close()
