"""What goes out to customers: signed links, letters in plain words, the outbox, and the sender. See ``docs/mail.md``."""
