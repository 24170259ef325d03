"""What several tests need: servers, articles to say something with, waiting for a condition."""
