"""The synthetic programme of the demonstration, built through the real actions."""
