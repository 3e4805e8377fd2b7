"""The I/O that both sides need: database opener, web guards, command-line boundary. No word of the domain is in it."""
