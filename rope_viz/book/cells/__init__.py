"""What chapters show besides figures, explorers and claims. Other modules of the book never run in a cell."""
