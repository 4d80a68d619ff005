"""What each plot shows: a function of the plot's name that makes a `Picture` from a table."""
