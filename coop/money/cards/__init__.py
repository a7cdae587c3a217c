"""Card payments as the house knows them, whoever the processor is: what can be asked of one, and what came of it."""
