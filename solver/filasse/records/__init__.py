"""What is told of a state: plain records and field snapshots, SI throughout."""
