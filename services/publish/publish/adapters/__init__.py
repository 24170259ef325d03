"""One technology a file: MongoDB for what is kept, Redis for the live log."""
