"""The commands behind `make`: set-up, runs, checks and builds. Standard library only."""
