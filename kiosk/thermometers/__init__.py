"""Thermometers at the gate: what they send, how a reading is made of it, and whether they are there. Whose it is, they never know.

A new kind is a `Device` (`thermometer`) and its word in `chosen`. What arrives is parsed by pure modules (`line`, `infrared`, `health`).
"""
