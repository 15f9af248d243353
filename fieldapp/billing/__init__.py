"""Money: rules that know no database, and the ledger and burn-down that do."""
