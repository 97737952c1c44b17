"""What `script/demo`, `script/test`, `script/lint` and `script/bench` share. Standard library only."""
