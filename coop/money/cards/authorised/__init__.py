"""Cards that were authorised: the bank keeps the money aside, and it is charged when the work is done."""
