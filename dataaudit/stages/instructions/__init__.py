"""Instruction and chat data: answers, roles, tokens under the chat template."""
