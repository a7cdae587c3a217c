"""What a person is here: visitor, client, member, steward."""
