"""What both sides say after the work, unseen by each other until both have spoken."""
