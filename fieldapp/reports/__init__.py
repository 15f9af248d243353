"""Reports for the office: each a picture with the table behind it, worked out from documents and ledger when it is asked for. See ``docs/reports.md``."""
