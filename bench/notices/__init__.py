"""Training and measuring of the classifier of notices: what it learns from, what it must not see."""
