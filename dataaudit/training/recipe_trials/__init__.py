"""What saves time or memory on this machine: each recipe measured in a fresh process."""
