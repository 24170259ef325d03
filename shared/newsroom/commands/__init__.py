"""The subcommands of `newsroom`: arguments, environment and the terminal. What they set in motion lives elsewhere."""
