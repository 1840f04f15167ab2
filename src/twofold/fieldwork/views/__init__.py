"""Pages and answers: `phone` speaks with phones, `office` shows devices and held entries."""
