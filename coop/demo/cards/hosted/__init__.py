"""The pages that the processor hosts: paying, the bank's question, onboarding. Plain HTML, no script."""
