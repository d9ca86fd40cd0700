"""What a run tells on the terminal and in its log."""
