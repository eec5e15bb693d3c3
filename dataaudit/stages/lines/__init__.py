"""Which lines of a page are its text, and which are menus, footers and notes."""
