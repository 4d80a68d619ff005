"""Claims by the chapter that tries them; a file has its chapter's name."""
