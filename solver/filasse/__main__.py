"""`python -m filasse` does what the command `filasse` does."""

from filasse.cli import main

if __name__ == "__main__":
    main()
