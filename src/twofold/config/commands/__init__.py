"""One module for each command; each offers arguments(parser) and run(arguments). `copies`, `dumping` and `lan` serve them."""
