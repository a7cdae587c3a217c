"""The paper that a delegate fills in for those who gave them their votes."""
