"""A whole case or meeting as one file: ``shape`` says what is in it, ``packing`` makes it and reads what came in."""
