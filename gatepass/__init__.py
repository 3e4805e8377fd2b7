"""What office and gate must agree on: words, formats and rules. Pure: no file, no network, no clock of its own."""
