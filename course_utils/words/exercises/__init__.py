"""What a learner reads about the answers to the exercises."""
