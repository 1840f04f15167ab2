"""What each figure counts, as stories that a nurse can read: what happened, and the number that comes of it."""
