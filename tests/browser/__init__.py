"""The site walked in a real browser: without JavaScript and with it, both themes, small and large."""
