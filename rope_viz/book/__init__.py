"""The Sphinx extension of the book, and what its chapters show besides figures and explorers."""
