"""Payments, payouts, refunds, the fund, periods."""
