"""What is looked for in instruction data: prompts, answers and the turns they stand in."""
