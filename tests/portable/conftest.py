import pytest

from tests.portable.phone import Phone


@pytest.fixture(scope="session")
def phone(tmp_path_factory):
    made = Phone(tmp_path_factory.mktemp("phone"))
    yield made
    made.close()
