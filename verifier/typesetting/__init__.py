"""Setting type with Typst: fonts from packages, compilers between threads, characters known."""
