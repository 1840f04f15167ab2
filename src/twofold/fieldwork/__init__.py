"""Work away from the office: the phone's app and what it sends. Knows the apps below; nothing below knows it."""
