"""Files that travel with the program: the sample's facts, icons, message catalogues."""
