"""What is made of the dataset and of its schema for other tools and for readers."""
