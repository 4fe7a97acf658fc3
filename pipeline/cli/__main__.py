"""`python -m pipeline.cli` is `newsclaims`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
