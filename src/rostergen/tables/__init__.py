"""World to tables: the only place where indices become sourcedIds and text."""
