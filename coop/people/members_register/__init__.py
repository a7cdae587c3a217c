"""The register of members, present and former, as it stands or stood on a day."""
