"""Compiled array code: pure functions over Arrow buffers and numpy arrays, without I/O, configuration or logging.

Every kernel has a plain-Python twin in ``tests/kernels`` and a property test that the two agree.
"""
