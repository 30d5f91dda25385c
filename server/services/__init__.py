"""What the relay does; services reach a connected peer only through the push they are given."""
