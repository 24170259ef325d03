"""What a downstream consumer uses: the live log, followed."""
