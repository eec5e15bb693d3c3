"""Terms of lists that the user gives."""
