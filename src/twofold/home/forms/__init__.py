"""What is asked on the pages of the home: questions and their words only. Rules are in actions."""
