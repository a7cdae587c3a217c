"""When a worker can be booked: weekly hours, exceptions, the slots that are really free."""
