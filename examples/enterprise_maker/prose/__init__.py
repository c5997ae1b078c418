"""Our own synthetic sentences: grammars for contracts, policies, mails and minutes."""
