"""What a desk does with its record: verbs, dates, names, the ledger of asks, exchange."""
