"""The ledger a second time: what each contract, month and cost centre must come to, worked out from the log alone.

Plain and slow on purpose. It reads one row of the log after the other into small dictionaries, follows the rules of the
book ("Money", "Incidents") by hand, and shares no code with billing, clocks or verbs; it would be no proof if it did.
"""

from tests.billing.naive.books import Books
from tests.billing.naive.log import recompute

__all__ = ["Books", "recompute"]
