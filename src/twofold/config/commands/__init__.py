"""One module for each command; each offers arguments(parser) and run(arguments). `copies` and `dumping` serve two of them."""
