"""The pages of the orientation: the newcomer's own list, and the steward's."""
