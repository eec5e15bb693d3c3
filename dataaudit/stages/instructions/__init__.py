"""Instruction and chat data: answers, roles, and tokens under the chat template."""
