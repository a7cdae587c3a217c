"""What everybody may read: outcomes without names, numbers, and each draw to draw it again."""
