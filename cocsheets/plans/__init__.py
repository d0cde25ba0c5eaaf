"""What should change, and what must refuse to. Pure; nothing here can write."""
