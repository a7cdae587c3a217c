"""Publishing small days: inner entries summed by whole days, by a duty and at a period's close."""
